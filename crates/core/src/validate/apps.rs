//! StatefulSets, Deployments, ReplicaSets and ControllerRevisions. Follows the apps group's `validation` package.

use super::error::Errors;
use super::meta::{annotations, labels, list};
use super::path::Path;
use super::volume::Volumes;
use super::words::{IMMUTABLE, SELECTOR_MISMATCH, STATEFULSET_UPDATE};
use super::{names, pod, selector, storage};
use serde_json::Value;

const SPEC: Path = Path::Root("spec");

/// What of a StatefulSet's spec may change.
const CHANGEABLE: [&str; 7] = [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
];

pub(super) fn statefulset(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    let spec = &new["spec"];
    statefulset_policies(spec, errors);
    for field in ["replicas", "minReadySeconds"] {
        errors.not_negative(&SPEC.field(field), &spec[field]);
    }
    errors.not_negative(&SPEC.field("ordinals").field("start"), &spec["ordinals"]["start"]);
    if old.is_none() {
        service_name(spec, errors);
    }
    let broken = old.is_some_and(|old| !is_valid(&old["spec"]));
    let template = if broken { unchecked_template } else { statefulset_template };
    selector_and_template(spec, "statefulset", errors, template);
    only_always(&spec["template"]["spec"], "StatefulSet", errors);
    match old {
        None => claim_templates(spec, errors),
        Some(old) if differs(spec, &old["spec"]) => errors.forbidden(&SPEC, STATEFULSET_UPDATE),
        Some(_) => {}
    }
}

fn statefulset_policies(spec: &Value, errors: &mut Errors) {
    let management = spec["podManagementPolicy"].as_str().unwrap_or("");
    if !["OrderedReady", "Parallel"].contains(&management) {
        let detail = "must be 'OrderedReady' or 'Parallel'";
        errors.invalid_text(&SPEC.field("podManagementPolicy"), management, detail);
    }
    update_strategy(&spec["updateStrategy"], &SPEC.field("updateStrategy"), errors);
    let retention = SPEC.field("persistentVolumeClaimRetentionPolicy");
    for field in ["whenDeleted", "whenScaled"] {
        if let Some(policy) = spec["persistentVolumeClaimRetentionPolicy"][field].as_str() {
            errors.one_of(&retention.field(field), policy, &["Retain", "Delete"]);
        }
    }
}

fn update_strategy(strategy: &Value, path: &Path, errors: &mut Errors) {
    let rolling = &strategy["rollingUpdate"];
    match strategy["type"].as_str().unwrap_or("") {
        "RollingUpdate" => rolling_update(rolling, &path.field("rollingUpdate"), errors),
        "OnDelete" if !rolling.is_null() => {
            let detail = "only allowed for updateStrategy 'RollingUpdate'";
            errors.invalid_written(&path.field("rollingUpdate"), internal_rolling_update(rolling), detail);
        }
        "OnDelete" => {}
        other => {
            // The server shows its internal type, whose fields come in this order.
            let shown = format!(
                "{{\"Type\":{},\"RollingUpdate\":{}}}",
                Value::from(other),
                internal_rolling_update(rolling)
            );
            errors.invalid_written(path, shown, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }
}

/// The parameters as the server's internal type has them.
fn internal_rolling_update(rolling: &Value) -> String {
    if rolling.is_null() {
        return "null".into();
    }
    let partition = rolling["partition"].as_i64().unwrap_or(0);
    format!("{{\"Partition\":{partition},\"MaxUnavailable\":{}}}", rolling["maxUnavailable"])
}

fn rolling_update(rolling: &Value, path: &Path, errors: &mut Errors) {
    errors.not_negative(&path.field("partition"), &rolling["partition"]);
    let most = &rolling["maxUnavailable"];
    if most.is_null() {
        return;
    }
    count_or_percent(most, &path.field("maxUnavailable"), errors);
    if is_none(most) {
        errors.invalid(&path.field("maxUnavailable"), most, "cannot be 0");
    }
}

fn is_none(count: &Value) -> bool {
    count.as_i64() == Some(0) || count.as_str() == Some("0%")
}

/// A count that is not negative, or a percentage up to 100.
pub(super) fn count_or_percent(value: &Value, path: &Path, errors: &mut Errors) {
    match value {
        Value::String(text) => percent(text, path, errors),
        number => errors.not_negative(path, number),
    }
}

fn percent(text: &str, path: &Path, errors: &mut Errors) {
    let digits = text.strip_suffix('%').unwrap_or("");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let detail = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', \
                      regex used for validation is '[0-9]+%')";
        errors.invalid_text(path, text, detail);
    } else if digits.parse::<u32>().map_or(true, |percent| percent > 100) {
        errors.invalid_text(path, text, "must not be greater than 100%");
    }
}

/// Only a new set's is looked at: one that was stored before the rule existed stays.
fn service_name(spec: &Value, errors: &mut Errors) {
    let name = spec["serviceName"].as_str().unwrap_or("");
    if !name.is_empty() {
        errors.text_by(&SPEC.field("serviceName"), name, names::dns_label);
    }
}

/// The selector's form, and the template only when the selector could be read.
fn selector_and_template(
    spec: &Value,
    kind: &str,
    errors: &mut Errors,
    template: fn(&Value, &Path, &mut Errors),
) {
    let path = SPEC.field("selector");
    let selecting = &spec["selector"];
    if selecting.is_null() {
        errors.required(&path, "");
    } else {
        selector::selector(selecting, &path, errors);
        if selector::is_empty(selecting) {
            errors.invalid(&path, selecting, format!("empty selector is invalid for {kind}"));
        }
    }
    if !selector::can_be_read(selecting) {
        return errors.invalid(&path, selecting, "");
    }
    let template_labels = &spec["template"]["metadata"]["labels"];
    let matching = selector::matches(selecting, template_labels);
    if !(matching || (!selecting.is_null() && selector::is_empty(selecting))) {
        let path = SPEC.field("template");
        errors.invalid(&path.field("metadata").field("labels"), template_labels, SELECTOR_MISMATCH);
    }
    template(spec, &SPEC.field("template"), errors);
}

/// A pod template of a StatefulSet: its volumes are its own and the claims'.
fn statefulset_template(spec: &Value, path: &Path, errors: &mut Errors) {
    let claims =
        list(&spec["volumeClaimTemplates"]).filter_map(|(_, claim)| claim["metadata"]["name"].as_str());
    pod_template(&spec["template"], path, claims.collect(), errors);
}

/// Whether the template of a stored set passes today's rules. One that does not must not stop other changes.
fn is_valid(spec: &Value) -> bool {
    let mut errors = Errors::default();
    statefulset_template(spec, &SPEC.field("template"), &mut errors);
    errors.finish().is_empty()
}

fn unchecked_template(_: &Value, _: &Path, _: &mut Errors) {}

fn plain_template(spec: &Value, path: &Path, errors: &mut Errors) {
    pod_template(&spec["template"], path, Volumes::new(), errors);
}

/// Follows `ValidatePodTemplateSpec` of the core group; `claims` are the names of volumes from elsewhere.
fn pod_template<'s>(template: &'s Value, path: &Path, claims: Volumes<'s>, errors: &mut Errors) {
    labels(&template["metadata"]["labels"], &path.field("labels"), errors);
    annotations(&template["metadata"]["annotations"], &path.field("annotations"), errors);
    let (spec, path) = (&template["spec"], path.field("spec"));
    pod::spec(spec, &path, claims, errors);
    if list(&spec["ephemeralContainers"]).next().is_some() {
        let detail = "ephemeral containers not allowed in pod template";
        errors.forbidden(&path.field("ephemeralContainers"), detail);
    }
}

fn only_always(spec: &Value, kind: &str, errors: &mut Errors) {
    let (template, policy) = (SPEC.field("template"), spec["restartPolicy"].as_str().unwrap_or(""));
    let path = template.field("spec");
    errors.one_of(&path.field("restartPolicy"), policy, &["Always"]);
    if !spec["activeDeadlineSeconds"].is_null() {
        let detail = format!("activeDeadlineSeconds in {kind} is not Supported");
        errors.forbidden(&path.field("activeDeadlineSeconds"), detail);
    }
}

fn claim_templates(spec: &Value, errors: &mut Errors) {
    let path = SPEC.field("volumeClaimTemplates");
    for (at, claim) in list(&spec["volumeClaimTemplates"]) {
        storage::claim_spec(&claim["spec"], &path.index(at).field("spec"), errors);
    }
}

fn differs(new: &Value, old: &Value) -> bool {
    let fields = |spec: &Value| {
        let mut fields = spec.as_object().cloned().unwrap_or_default();
        fields.retain(|name, _| !CHANGEABLE.contains(&name.as_str()));
        fields
    };
    fields(new) != fields(old)
}

pub(super) fn deployment(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    let spec = &new["spec"];
    errors.not_negative(&SPEC.field("replicas"), &spec["replicas"]);
    selector_and_template(spec, "deployment", errors, plain_template);
    only_always(&spec["template"]["spec"], "ReplicaSet", errors);
    deployment_strategy(&spec["strategy"], &SPEC.field("strategy"), errors);
    for field in ["minReadySeconds", "revisionHistoryLimit"] {
        errors.not_negative(&SPEC.field(field), &spec[field]);
    }
    progress_deadline(spec, errors);
    selector_stays(spec, old, errors);
}

fn deployment_strategy(strategy: &Value, path: &Path, errors: &mut Errors) {
    let rolling = &strategy["rollingUpdate"];
    match strategy["type"].as_str().unwrap_or("") {
        "Recreate" if !rolling.is_null() => {
            let detail = "may not be specified when strategy `type` is 'Recreate'";
            errors.forbidden(&path.field("rollingUpdate"), detail);
        }
        "RollingUpdate" => deployment_rolling_update(rolling, &path.field("rollingUpdate"), errors),
        kind => errors.one_of(&path.field("type"), kind, &["Recreate", "RollingUpdate"]),
    }
}

fn deployment_rolling_update(rolling: &Value, path: &Path, errors: &mut Errors) {
    let (unavailable, surge) = (&rolling["maxUnavailable"], &rolling["maxSurge"]);
    count_or_percent(unavailable, &path.field("maxUnavailable"), errors);
    let more_than_all = surge.as_str().and_then(|text| text.strip_suffix('%')?.parse::<u32>().ok());
    if more_than_all.is_none() {
        count_or_percent(surge, &path.field("maxSurge"), errors);
    }
    if is_none(unavailable) && is_none(surge) {
        errors.invalid(&path.field("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0");
    }
}

fn progress_deadline(spec: &Value, errors: &mut Errors) {
    let Some(deadline) = spec["progressDeadlineSeconds"].as_i64() else { return };
    let path = SPEC.field("progressDeadlineSeconds");
    errors.not_negative(&path, &spec["progressDeadlineSeconds"]);
    if deadline <= spec["minReadySeconds"].as_i64().unwrap_or(0) {
        errors.invalid(&path, &spec["progressDeadlineSeconds"], "must be greater than minReadySeconds");
    }
}

pub(super) fn replicaset(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    let spec = &new["spec"];
    for field in ["replicas", "minReadySeconds"] {
        errors.not_negative(&SPEC.field(field), &spec[field]);
    }
    selector_and_template(spec, "deployment", errors, plain_template);
    only_always(&spec["template"]["spec"], "ReplicaSet", errors);
    selector_stays(spec, old, errors);
}

fn selector_stays(spec: &Value, old: Option<&Value>, errors: &mut Errors) {
    if old.is_some_and(|old| old["spec"]["selector"] != spec["selector"]) {
        errors.invalid(&SPEC.field("selector"), &spec["selector"], IMMUTABLE);
    }
}

pub(super) fn controller_revision(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    if new["data"].is_null() {
        errors.required(&Path::Root("data"), "data is mandatory");
    }
    errors.not_negative(&Path::Root("revision"), &new["revision"]);
    if old.is_some_and(|old| old["data"] != new["data"]) {
        errors.invalid(&Path::Root("data"), &new["data"], IMMUTABLE);
    }
}
