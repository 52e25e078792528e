"""The change feed and everything told through it: outbox, subscriptions, webhooks, realtime."""
