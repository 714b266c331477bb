//! `kubectl autoscale`: an autoscaler for a workload. It is kept, but nothing here measures load, so that it does nothing.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::scale::targets;
use super::{DONE, Outcome, create};
use crate::object::{Kind, Object};
use serde_json::{Value, json};

pub(super) const FLAGS: &str = "min= max= cpu-percent= cpu= memory= name= filename,f= recursive,R output,o= \
     dry-run?unchanged save-config record field-manager= template=";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some(max) = args.number("autoscale", "max")? else {
        return Err(Failure::error("required flag(s) \"max\" not set"));
    };
    let min = args.number("autoscale", "min")?.unwrap_or(-1);
    if max < 1 {
        return Err(Failure::error(format!("--max=MAXPODS is required and must be at least 1, max: {max}")));
    }
    if max < min {
        return Err(Failure::error(format!(
            "--max=MAXPODS must be larger or equal to --min=MINPODS, max: {max}, min: {min}"
        )));
    }
    let metrics = metrics(args)?;
    let found = find(context, &targets(context, args)?, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    for object in found.objects {
        let mut manifest = autoscaler(args, &object, (min, max), &metrics)?;
        if args.get("dry-run").is_none() {
            apply_defaults(&mut manifest["spec"]);
        }
        create::submit(context, args, manifest, &object.meta.namespace, "autoscaled")?;
    }
    DONE
}

fn autoscaler(
    args: &Args,
    object: &Object,
    (min, max): (i64, i64),
    metrics: &[Value],
) -> Result<Value, Failure> {
    let kind = object.meta.kind;
    if !matches!(kind, Kind::StatefulSet | Kind::Deployment | Kind::ReplicaSet) {
        let message = "the server could not find the requested resource";
        return Err(Failure::error(format!("cannot autoscale a {}: {message}", kind.name())));
    }
    let target = json!({"apiVersion": kind.api_version(), "kind": kind.name(), "name": &*object.meta.name});
    let mut spec = json!({"maxReplicas": max, "scaleTargetRef": target});
    if min > 0 {
        spec["minReplicas"] = json!(min);
    }
    if !metrics.is_empty() {
        spec["metrics"] = json!(metrics);
    }
    let name = args.get("name").unwrap_or(&object.meta.name);
    let metadata = json!({"name": name});
    Ok(json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": spec,
    }))
}

/// What the API server fills in (`SetDefaults_HorizontalPodAutoscaler`).
fn apply_defaults(spec: &mut Value) {
    if spec["minReplicas"].is_null() {
        spec["minReplicas"] = json!(1);
    }
    if spec["metrics"].is_null() {
        spec["metrics"] = json!([metric("cpu", json!({"averageUtilization": 80, "type": "Utilization"}))]);
    }
}

fn metric(name: &str, target: Value) -> Value {
    json!({"resource": {"name": name, "target": target}, "type": "Resource"})
}

/// What it aims at: a share of what is requested (`70%`), or a quantity of each pod (`500m`; `parseResourceInput`).
fn metrics(args: &Args) -> Result<Vec<Value>, Failure> {
    let percent = args.number("autoscale", "cpu-percent")?.filter(|percent| *percent > 0);
    let percent = percent.map(|percent| format!("{percent}%"));
    let cpu = percent.as_deref().or(args.get("cpu"));
    let mut metrics = Vec::new();
    for (name, unit, given) in [("cpu", "m", cpu), ("memory", "Mi", args.get("memory"))] {
        let Some(given) = given else { continue };
        let target = match given.strip_suffix('%') {
            Some(share) => {
                let wrong = || Failure::error(format!("invalid percentage value: {share}"));
                let share: u32 = share.parse().map_err(|_| wrong())?;
                json!({"averageUtilization": share, "type": "Utilization"})
            }
            None => {
                let bare = given.bytes().all(|byte| byte.is_ascii_digit());
                let value = if bare { format!("{given}{unit}") } else { given.into() };
                json!({"averageValue": value, "type": "AverageValue"})
            }
        };
        metrics.push(metric(name, target));
    }
    Ok(metrics)
}
