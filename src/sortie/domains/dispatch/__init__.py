"""From a request to an archived work order: triage, dispatch, visit, acceptance, review."""
