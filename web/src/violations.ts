// Violations of the page's Content-Security-Policy, from the start on: the browser tells of each only once, when it happens.
export const violations: SecurityPolicyViolationEvent[] = [];
globalThis.document?.addEventListener('securitypolicyviolation', (event) => violations.push(event));
