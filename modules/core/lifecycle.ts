/** Terraform refuses any plan that would destroy what carries this; the cloud's own protection is the second lock. */
export const keep = { preventDestroy: true } as const;
