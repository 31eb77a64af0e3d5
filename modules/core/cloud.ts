/** The clouds that a group can stand on. A fourth cloud is one more member: the compiler then lists what it owes. */
export const clouds = ["aws", "gcp", "azure"] as const;

/** One of {@link clouds}. */
export type Cloud = (typeof clouds)[number];

/** A size as people mean it; each cloud file maps it to what that cloud sells, in the same class. */
export const sizes = ["small", "medium", "large"] as const;

/** One of {@link sizes}. */
export type Size = (typeof sizes)[number];

/**
 * The PostgreSQL major version that Aurora, Cloud SQL and Flexible Server all offer, and the Kubernetes minor version
 * that EKS, GKE and AKS all support (November 2026).
 */
export const versions = { postgres: "17", kubernetes: "1.35" } as const;
