//! `kubectl port-forward`: as long as it runs, ports of the terminal's machine are those of a pod.

use super::args::Args;
use super::context::Context;
use super::exec;
use super::failure::Failure;
use super::{Outcome, Process, Progress};
use crate::object::{Key, Object, Uid};
use std::sync::Arc;

pub(super) const FLAGS: &str = "address= pod-running-timeout=";

/// Ports that are forwarded.
#[derive(Clone, Debug)]
pub struct Forward {
    /// The pod.
    pub key: Key,
    /// Its UID: another pod of its name is another.
    pub uid: Uid,
    /// Ports here, and the pod's that they lead to.
    pub ports: Vec<(u16, u16)>,
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let [target, ports @ ..] = args.words.as_slice() else {
        return Err(Failure::misused(
            "port-forward",
            "TYPE/NAME and list of ports are required for port-forward",
        ));
    };
    if ports.is_empty() {
        return Err(Failure::misused(
            "port-forward",
            "TYPE/NAME and list of ports are required for port-forward",
        ));
    }
    let pod = exec::pod(context, args, target)?;
    let status = pod.pod().map(|pod| pod.status.phase);
    if status != Some(crate::object::Phase::Running) {
        let phase = status.map_or("Pending", crate::object::Phase::name);
        return Err(Failure::error(format!(
            "unable to forward port because pod is not running. Current status={phase}"
        )));
    }
    let ports = ports.iter().map(|word| pair(&pod, word)).collect::<Result<Vec<_>, _>>()?;
    if ports.iter().all(|(here, _)| context.session.forwarded(*here).is_some()) {
        return Err(taken(&ports));
    }
    for (here, there) in &ports {
        context.line(format!("Forwarding from 127.0.0.1:{here} -> {there}"));
        context.line(format!("Forwarding from [::1]:{here} -> {there}"));
    }
    let forward = Forward { key: pod.key(), uid: pod.meta.uid, ports };
    Ok(Progress::Running(Process::Forward(Box::new(forward))))
}

/// `8080:80`, `80`, `8080:http`.
fn pair(pod: &Arc<Object>, word: &str) -> Result<(u16, u16), Failure> {
    let (here, there) = word.split_once(':').unwrap_or((word, word));
    let named = |name: &str| {
        let containers = pod.pod()?.spec.raw["containers"].as_array()?;
        let mut ports = containers.iter().filter_map(|container| container["ports"].as_array()).flatten();
        let port = ports.find(|port| port["name"] == name)?;
        port["containerPort"].as_u64().and_then(|port| u16::try_from(port).ok())
    };
    let there_port = there.parse().ok().or_else(|| named(there));
    let here_port = if here.is_empty() { there_port } else { here.parse().ok().or_else(|| named(here)) };
    here_port.zip(there_port).filter(|(here, there)| *here > 0 && *there > 0).ok_or_else(|| {
        Failure::error(format!(
            "error parsing remote port {there:?}: strconv.ParseUint: parsing {there:?}: invalid syntax"
        ))
    })
}

/// It ends with its pod.
pub(super) fn poll(context: &mut Context<'_>, forward: &Forward) -> Outcome {
    if super::delete::is_there(context.world, &forward.key, forward.uid) {
        return Ok(Progress::Running(Process::Forward(Box::new(forward.clone()))));
    }
    Err(Failure::error("lost connection to pod"))
}

/// Ports that are forwarded already (`PortForwarder.forward`).
fn taken(ports: &[(u16, u16)]) -> Failure {
    let refused = |at: &str, port: &u16| {
        format!("unable to create listener: Error listen {at}:{port}: bind: address already in use")
    };
    let line = |(here, _): &(u16, u16)| {
        let (four, six) = (refused("tcp4 127.0.0.1", here), refused("tcp6 [::1]", here));
        format!(
            "Unable to listen on port {here}: Listeners failed to create with the following errors: [{four} {six}]\n"
        )
    };
    let lines: String = ports.iter().map(line).collect();
    let all: Vec<String> = ports.iter().map(|(here, there)| format!("{{{here} {there}}}")).collect();
    Failure::plain(format!(
        "{lines}error: unable to listen on any of the requested ports: [{}]",
        all.join(" ")
    ))
}
