//! The objects that `kubectl create` makes up of kinds that are kept but not simulated: Jobs, roles, priority classes.

use super::words::{number, object};
use crate::kubectl::args::Args;
use crate::kubectl::failure::Failure;
use crate::kubectl::resource::kind_called;
use serde_json::{Value, json};

const RBAC: &str = "rbac.authorization.k8s.io";

/// The object of a kind that the flags describe.
///
/// # Errors
/// When a flag is missing.
pub(super) fn manifest(args: &Args, kind: &str, name: &str) -> Result<Value, Failure> {
    match kind {
        "job" => Ok(object("batch/v1", "Job", name, json!({"spec": job(args, name)?}))),
        "cronjob" => {
            let schedule = needed(args, "schedule")?;
            let template = json!({"metadata": {"name": name}, "spec": job(args, name)?});
            let spec = json!({"schedule": schedule, "jobTemplate": template});
            Ok(object("batch/v1", "CronJob", name, json!({"spec": spec})))
        }
        "priorityclass" => priority_class(args, name),
        "role" => role(args, "Role", name),
        "clusterrole" => role(args, "ClusterRole", name),
        "rolebinding" => binding(args, "RoleBinding", name),
        _ => binding(args, "ClusterRoleBinding", name),
    }
}

fn needed<'a>(args: &'a Args, flag: &str) -> Result<&'a str, Failure> {
    args.get(flag).ok_or_else(|| Failure::error(format!("required flag(s) \"{flag}\" not set")))
}

fn job(args: &Args, name: &str) -> Result<Value, Failure> {
    let image =
        args.get("image").ok_or_else(|| Failure::error("either --image or --from must be specified"))?;
    let mut container = json!({"image": image, "name": name, "resources": {}});
    if let Some(command) = &args.rest {
        container["command"] = json!(command);
    }
    let restart = args.get("restart").unwrap_or("Never");
    Ok(json!({"template": {"spec": {"containers": [container], "restartPolicy": restart}}}))
}

fn priority_class(args: &Args, name: &str) -> Result<Value, Failure> {
    let mut fields = json!({"value": number(args, "value")?.unwrap_or(0)});
    if args.on("global-default") {
        fields["globalDefault"] = json!(true);
    }
    for (flag, field) in [("description", "description"), ("preemption-policy", "preemptionPolicy")] {
        if let Some(given) = args.get(flag) {
            fields[field] = json!(given);
        }
    }
    Ok(object("scheduling.k8s.io/v1", "PriorityClass", name, fields))
}

/// Rules, one for each group whose resources are named.
fn role(args: &Args, kind: &str, name: &str) -> Result<Value, Failure> {
    let verbs: Vec<&str> = args.list("verb").collect();
    if verbs.is_empty() {
        return Err(Failure::error("at least one verb must be specified"));
    }
    let mut rules: Vec<Value> = Vec::new();
    for resource in args.list("resource") {
        let unknown = || Failure::error(format!("the server doesn't have a resource type {resource:?}"));
        let info = kind_called(resource).ok_or_else(unknown)?.info();
        match rules.iter_mut().find(|rule| rule["apiGroups"][0] == info.group) {
            Some(rule) => {
                rule["resources"].as_array_mut().into_iter().for_each(|all| all.push(json!(info.plural)))
            }
            None => {
                rules.push(json!({"apiGroups": [info.group], "resources": [info.plural], "verbs": verbs}))
            }
        }
    }
    if rules.is_empty() {
        return Err(Failure::error("at least one resource must be specified"));
    }
    let names: Vec<&str> = args.list("resource-name").collect();
    for rule in rules.iter_mut().filter(|_| !names.is_empty()) {
        rule["resourceNames"] = json!(names);
    }
    Ok(object(&format!("{RBAC}/v1"), kind, name, json!({"rules": rules})))
}

fn binding(args: &Args, kind: &str, name: &str) -> Result<Value, Failure> {
    let role = match (args.get("role"), args.get("clusterrole")) {
        (Some(role), None) if kind == "RoleBinding" => {
            json!({"apiGroup": RBAC, "kind": "Role", "name": role})
        }
        (None, Some(role)) => json!({"apiGroup": RBAC, "kind": "ClusterRole", "name": role}),
        _ if kind == "RoleBinding" => {
            return Err(Failure::error("exactly one of clusterrole or role must be specified"));
        }
        _ => return Err(Failure::error("clusterrole must be specified")),
    };
    let of = |flag: &'static str, kind: &'static str| {
        args.list(flag).map(move |name| json!({"apiGroup": RBAC, "kind": kind, "name": name}))
    };
    let mut subjects: Vec<Value> = of("user", "User").chain(of("group", "Group")).collect();
    for account in args.list("serviceaccount") {
        let wrong = || Failure::error("serviceaccount must be <namespace>:<name>");
        let (namespace, name) = account.split_once(':').ok_or_else(wrong)?;
        subjects.push(json!({"kind": "ServiceAccount", "name": name, "namespace": namespace}));
    }
    Ok(object(&format!("{RBAC}/v1"), kind, name, json!({"roleRef": role, "subjects": subjects})))
}
