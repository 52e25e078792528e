import type { ReactNode } from "react";
import { ErrorState } from "./error_state.tsx";
import { Skeleton } from "./skeleton.tsx";

/** What a TanStack query is, as far as a screen needs it. */
export interface Loading<T> {
  data: T | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

/** The three faces of anything fetched: coming, failed with a retry, here. Data once shown stays shown. */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: Loading<T>;
  rows?: number;
  children: (loaded: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <Skeleton {...(rows ? { rows } : {})} />;
  return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}
