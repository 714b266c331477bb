//! The columns of kinds that are kept but not simulated: what their authors wrote, and nothing that ever ran.

use super::{Column, NORMAL, WIDE, or_none};
use crate::object::Kind;
use crate::time::Time;
use serde_json::Value;

/// The columns of a kind.
#[rustfmt::skip]
pub(super) fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::CronJob => &[("NAME", NORMAL), ("SCHEDULE", NORMAL), ("TIMEZONE", NORMAL), ("SUSPEND", NORMAL), ("ACTIVE", NORMAL), ("LAST SCHEDULE", NORMAL), ("AGE", NORMAL)],
        Kind::DaemonSet => &[("NAME", NORMAL), ("DESIRED", NORMAL), ("CURRENT", NORMAL), ("READY", NORMAL), ("UP-TO-DATE", NORMAL), ("AVAILABLE", NORMAL), ("NODE SELECTOR", NORMAL), ("AGE", NORMAL)],
        Kind::HorizontalPodAutoscaler => &[("NAME", NORMAL), ("REFERENCE", NORMAL), ("TARGETS", NORMAL), ("MINPODS", NORMAL), ("MAXPODS", NORMAL), ("REPLICAS", NORMAL), ("AGE", NORMAL)],
        Kind::Job => &[("NAME", NORMAL), ("STATUS", NORMAL), ("COMPLETIONS", NORMAL), ("DURATION", NORMAL), ("AGE", NORMAL)],
        Kind::PriorityClass => &[("NAME", NORMAL), ("VALUE", NORMAL), ("GLOBAL-DEFAULT", NORMAL), ("AGE", NORMAL), ("PREEMPTIONPOLICY", NORMAL)],
        Kind::Role | Kind::ClusterRole => &[("NAME", NORMAL), ("CREATED AT", NORMAL)],
        Kind::RoleBinding | Kind::ClusterRoleBinding => &[("NAME", NORMAL), ("ROLE", NORMAL), ("AGE", NORMAL), ("USERS", WIDE), ("GROUPS", WIDE), ("SERVICEACCOUNTS", WIDE)],
        _ => &[("NAME", NORMAL), ("AGE", NORMAL)],
    }
}

/// What they say of an object.
pub(super) fn cells(kind: Kind, name: String, rest: &Value, age: String, created: Time) -> Vec<String> {
    let spec = &rest["spec"];
    let zero = || "0".to_string();
    match kind {
        Kind::CronJob => {
            let suspended = if spec["suspend"] == true { "True" } else { "False" };
            let schedule = or(&spec["schedule"], "<none>");
            vec![
                name,
                schedule,
                or(&spec["timeZone"], "<none>"),
                suspended.into(),
                zero(),
                "<none>".into(),
                age,
            ]
        }
        Kind::DaemonSet => {
            let selector = spec["template"]["spec"]["nodeSelector"].as_object();
            let pairs = selector.into_iter().flatten().map(|(key, value)| format!("{key}={}", or(value, "")));
            let selector = or_none(&pairs.collect::<Vec<_>>().join(","));
            vec![name, zero(), zero(), zero(), zero(), zero(), selector, age]
        }
        Kind::HorizontalPodAutoscaler => {
            let target = &spec["scaleTargetRef"];
            let reference = format!("{}/{}", or(&target["kind"], ""), or(&target["name"], ""));
            let bounds = [or(&spec["minReplicas"], "<unset>"), or(&spec["maxReplicas"], "")];
            let [min, max] = bounds;
            vec![name, reference, targets(&spec["metrics"]), min, max, zero(), age]
        }
        Kind::Job => {
            let completions = format!("0/{}", or(&spec["completions"], "1"));
            vec![name, "Running".into(), completions, String::new(), age]
        }
        Kind::PriorityClass => {
            let policy = or(&rest["preemptionPolicy"], "PreemptLowerPriority");
            vec![name, or(&rest["value"], "0"), or(&rest["globalDefault"], "false"), age, policy]
        }
        Kind::Role | Kind::ClusterRole => vec![name, created.rfc3339()],
        Kind::RoleBinding | Kind::ClusterRoleBinding => {
            let role = format!("{}/{}", or(&rest["roleRef"]["kind"], ""), or(&rest["roleRef"]["name"], ""));
            let of = |kind: &str| {
                let subjects = rest["subjects"].as_array().into_iter().flatten();
                let names = subjects.filter(|subject| subject["kind"] == kind).map(|subject| {
                    let namespace = subject["namespace"].as_str().map(|namespace| format!("{namespace}/"));
                    format!("{}{}", namespace.unwrap_or_default(), or(&subject["name"], ""))
                });
                names.collect::<Vec<_>>().join(", ")
            };
            vec![name, role, age, of("User"), of("Group"), of("ServiceAccount")]
        }
        _ => vec![name, age],
    }
}

/// `cpu: <unknown>/80%`: nothing here measures anything.
fn targets(metrics: &Value) -> String {
    let metrics = metrics.as_array().into_iter().flatten().map(|metric| {
        let (resource, target) = (&metric["resource"], &metric["resource"]["target"]);
        let aim = match target["averageUtilization"].as_i64() {
            Some(share) => format!("{share}%"),
            None => or(&target["averageValue"], "<auto>"),
        };
        format!("{}: <unknown>/{aim}", or(&resource["name"], ""))
    });
    or_none(&metrics.collect::<Vec<_>>().join(", "))
}

/// A scalar as text, or this where there is none.
fn or(value: &Value, otherwise: &str) -> String {
    match value {
        Value::Null => otherwise.into(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
