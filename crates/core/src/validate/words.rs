//! The API server's sentences that more than one rule says.

pub(super) const NOT_NEGATIVE: &str = "must be greater than or equal to 0";
pub(super) const POSITIVE: &str = "must be greater than zero";
pub(super) const IMMUTABLE: &str = "field is immutable";
pub(super) const PORT_RANGE: &str = "must be between 1 and 65535, inclusive";
pub(super) const SELECTOR_MISMATCH: &str = "`selector` does not match template `labels`";
pub(super) const UNIQUE: &str = "must be unique";

pub(super) const NEGATIVE_HISTORY: &str = "spec.revisionHistoryLimit: a negative value retains all historical \
     revisions; a value >= 0 is recommended";

pub(super) const STATEFULSET_UPDATE: &str = "updates to statefulset spec for fields other than 'replicas', \
     'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' \
     and 'minReadySeconds' are forbidden";

pub(crate) const POD_UPDATE: &str = "pod updates may not change fields other than `spec.containers[*].image`,\
     `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing \
     tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

pub(super) const CLAIM_UPDATE: &str = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
