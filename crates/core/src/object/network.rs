//! Services and the EndpointSlices made for them.

use super::{LabelSelector, Name};
use serde_json::Value;
use std::sync::Arc;

/// A Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its spec as JSON, defaulted.
    pub raw: Arc<Value>,
    /// `None` for a headless one, else its address.
    pub cluster_ip: Name,
    /// Which pods it is for; none where it has no selector.
    pub selector: Option<LabelSelector>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// `publishNotReadyAddresses`: DNS has pods that are not ready too.
    pub publish_not_ready: bool,
}

impl Service {
    /// Whether it is headless: DNS answers with its pods' addresses.
    pub fn is_headless(&self) -> bool {
        &*self.cluster_ip == "None"
    }
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// Its name; empty where it has none.
    pub name: Name,
    /// TCP, UDP or SCTP.
    pub protocol: Name,
    /// The port.
    pub port: u16,
    /// The pods' port: a number or the name of a container's port.
    pub target: Name,
    /// The port on every node, for NodePort; else 0.
    pub node_port: u16,
}

/// An EndpointSlice: up to a hundred of a Service's pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointSlice {
    /// The pods, by name.
    pub endpoints: Arc<Vec<Arc<Endpoint>>>,
    /// Name, protocol and port each.
    pub ports: Vec<(Name, Name, u16)>,
}

/// A pod in an EndpointSlice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The pod's name.
    pub pod: Name,
    /// The pod's UID.
    pub uid: super::Uid,
    /// Its address.
    pub address: Name,
    /// Its host name where it has one under this Service; empty otherwise.
    pub hostname: Name,
    /// The node it is on.
    pub node: Name,
    /// The zone of that node; empty where it has none.
    pub zone: Name,
    /// Gets traffic: ready and not terminating, or the Service publishes all.
    pub ready: bool,
    /// Would get traffic but for terminating.
    pub serving: bool,
    /// Its deletion was asked for.
    pub terminating: bool,
}
