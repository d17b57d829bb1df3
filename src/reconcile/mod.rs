//! Why they differ: causes, reconciling items, the statement, discrepancies, the plan.
