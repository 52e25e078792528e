import { Component, type ReactNode } from "react";
import { ErrorState } from "./error_state.tsx";

interface BoundaryProps {
  /** What is shown now; with another one the fault is over. */
  at: string;
  children: ReactNode;
}

/** A screen that can't be drawn, mostly because its code didn't arrive: says so and offers another try, and never
 * leaves an empty page. */
export class Boundary extends Component<BoundaryProps, { error: unknown; at: string }> {
  override state = { error: null as unknown, at: this.props.at };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error("unknown") };
  }

  static getDerivedStateFromProps({ at }: BoundaryProps, state: { error: unknown; at: string }) {
    return at === state.at ? null : { error: null, at };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    // code that failed to come is remembered as failed: only a fresh page asks for it again
    return <ErrorState error={this.state.error} onRetry={() => globalThis.location.reload()} />;
  }
}
