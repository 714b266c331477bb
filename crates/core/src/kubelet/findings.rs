//! What a kubelet reports of probes that fail (`pkg/kubelet/prober`): that a container is unhealthy, why, and that it is
//! killed for it.
//!
//! Only the failure that has a consequence is reported. A real kubelet reports each round that fails, as one Event whose
//! count rises, 25 times at once and then every five minutes, for as long as the probe fails. Here a cluster in which
//! nothing changes is at rest, and a run ends there: a probe that fails for ever would keep it going for the sake of a
//! number. That costs the `(x12 over 2m)` behind `Unhealthy`, and the rounds before the threshold.

use super::runtime::container_event;
use crate::object::{Container, Object};
use crate::world::World;
use serde_json::Value;
use std::sync::Arc;

/// Which probe asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Startup,
    Readiness,
    Liveness,
}

impl Asked {
    /// The probe's name in a sentence, and its field of the container.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Asked::Startup => ("Startup", "startupProbe"),
            Asked::Readiness => ("Readiness", "readinessProbe"),
            Asked::Liveness => ("Liveness", "livenessProbe"),
        }
    }
}

/// What it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nobody listens yet.
    Refused,
    /// An answer that is not the right one.
    Failed,
    /// No answer in time.
    TimedOut,
}

/// Reports a container as unhealthy.
pub(super) fn unhealthy(
    world: &mut World,
    object: &Arc<Object>,
    container: &Container,
    asked: Asked,
    finding: Finding,
) {
    let (probe, field) = asked.names();
    let why = why(object, container, field, finding);
    container_event(world, object, container, true, "Unhealthy", format!("{probe} probe failed: {why}"));
}

/// Reports that a container is killed because its startup or liveness probe failed once too often.
pub(super) fn killing(
    world: &mut World,
    object: &Arc<Object>,
    container: &Container,
    asked: Asked,
    finding: Finding,
) {
    unhealthy(world, object, container, asked, finding);
    let probe = asked.names().0.to_lowercase();
    let message = format!("Container {} failed {probe} probe, will be restarted", container.name);
    container_event(world, object, container, false, "Killing", message);
}

/// What a probe says of a finding, as each kind of probe words it.
fn why(object: &Object, container: &Container, field: &str, finding: Finding) -> String {
    let Some(pod) = object.pod() else { return String::new() };
    let at = pod.spec.containers.iter().position(|other| other.name == container.name).unwrap_or_default();
    let probe = &pod.spec.raw["containers"][at][field];
    let seconds = probe["timeoutSeconds"].as_u64().unwrap_or(1);
    let address = |port: &Value| {
        let ip = pod.status.ip.as_deref().unwrap_or_default();
        format!("{ip}:{}", number(container, port))
    };
    let (http, tcp) = (&probe["httpGet"], &probe["tcpSocket"]);
    if !http.is_null() {
        let host = address(&http["port"]);
        let scheme = http["scheme"].as_str().unwrap_or("HTTP").to_lowercase();
        let asks = format!("Get \"{scheme}://{host}{}\"", http["path"].as_str().unwrap_or("/"));
        return match finding {
            Finding::Refused => format!("{asks}: dial tcp {host}: connect: connection refused"),
            Finding::Failed => "HTTP probe failed with statuscode: 503".into(),
            Finding::TimedOut => {
                format!("{asks}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
            }
        };
    }
    if !tcp.is_null() {
        let host = address(&tcp["port"]);
        let why = if finding == Finding::TimedOut { "i/o timeout" } else { "connect: connection refused" };
        return format!("dial tcp {host}: {why}");
    }
    match (finding, probe["grpc"].is_null()) {
        (Finding::TimedOut, true) => format!("command timed out after {seconds}s"),
        (Finding::Refused | Finding::Failed, true) => String::new(),
        (Finding::TimedOut, false) => format!("timeout: health rpc did not complete within {seconds}s"),
        (Finding::Refused | Finding::Failed, false) => {
            "service unhealthy (responded with \"NOT_SERVING\")".into()
        }
    }
}

/// A port by its number, or by its name among the container's.
fn number(container: &Container, port: &Value) -> String {
    let named = port.as_str().and_then(|name| container.ports.iter().find(|(known, ..)| **known == *name));
    match named {
        Some((_, number, _)) => number.to_string(),
        None => port.as_str().map_or_else(|| port.to_string(), String::from),
    }
}
