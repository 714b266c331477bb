//! What is there before anybody does anything: nodes, storage classes, namespaces, the API's own Service, priority classes.

use crate::config::{Config, StorageClassConfig};
use crate::controller::namespaces::NAMESPACE_FINALIZER;
use crate::object::{
    BindingMode, Body, Condition, ConditionStatus, DEFAULT_CLASS_ANNOTATION, Kind, Meta, Namespace, Node,
    Object, ReclaimPolicy, Service, ServicePort, StorageClass, Uid, text_map,
};
use crate::world::World;
use serde_json::json;
use std::sync::Arc;

/// Fills a fresh cluster.
pub(crate) fn populate(world: &mut World) {
    let config: Arc<Config> = world.config.clone();
    for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
        let mut meta = Meta::new(Kind::Namespace, "", name);
        meta.labels = text_map([("kubernetes.io/metadata.name", name)]);
        meta.finalizers.push(NAMESPACE_FINALIZER.into());
        put(world, Object { meta, body: Body::Namespace(Namespace::default()) });
    }
    for name in &config.nodes {
        add_node(world, name);
    }
    for class in &config.storage_classes {
        put(world, storage_class(class));
    }
    put(world, kubernetes_service());
    for (class, at) in [CLUSTER_CRITICAL, NODE_CRITICAL].into_iter().zip(0..) {
        world.store.install(world.now, Uid(u64::MAX - at), priority_class(class));
    }
}

/// Adds a node; nothing happens if it is there.
pub(crate) fn add_node(world: &mut World, name: &str) {
    let mut meta = Meta::new(Kind::Node, "", name);
    // One zone for all: volumes follow pods to any node unless their class says otherwise.
    meta.labels = text_map([("kubernetes.io/hostname", name), ("topology.kubernetes.io/zone", "zone-a")]);
    meta.annotate("node.alpha.kubernetes.io/ttl", "0");
    let ready = Condition {
        status: ConditionStatus::True,
        since: world.now,
        reason: "KubeletReady".into(),
        message: Default::default(),
    };
    // A node as the recordings have it: room for five hundred pods.
    let node = Node {
        unschedulable: false,
        taints: Vec::new(),
        ready,
        cpu_milli: 16_000,
        memory: 64 << 30,
        pods: 500,
        address: "192.0.2.1".into(),
    };
    put(world, Object { meta, body: Body::Node(Box::new(node)) });
}

fn put(world: &mut World, object: Object) {
    // Two of one name in a configuration are one.
    let _ = world.store.create(world.now, object);
}

/// The parameter by which a class' volumes say that only one node can reach them.
pub(crate) const TOPOLOGY_PARAMETER: &str = "topology";

fn storage_class(config: &StorageClassConfig) -> Object {
    let mut meta = Meta::new(Kind::StorageClass, "", &config.name);
    if config.default {
        meta.annotations = text_map([(DEFAULT_CLASS_ANNOTATION, "true")]);
    }
    let mut raw = json!({
        "provisioner": config.provisioner,
        "reclaimPolicy": config.reclaim_policy,
        "volumeBindingMode": config.volume_binding_mode,
    });
    if config.allow_volume_expansion {
        raw["allowVolumeExpansion"] = json!(true);
    }
    if let Some(topology) = &config.topology {
        raw["parameters"] = json!({ TOPOLOGY_PARAMETER: topology });
    }
    let waits = config.volume_binding_mode == BindingMode::WaitForFirstConsumer.name();
    let class = StorageClass {
        raw: Arc::new(raw),
        provisioner: config.provisioner.as_str().into(),
        reclaim: ReclaimPolicy::parse(&config.reclaim_policy).unwrap_or(ReclaimPolicy::Delete),
        binding: if waits { BindingMode::WaitForFirstConsumer } else { BindingMode::Immediate },
        expansion: config.allow_volume_expansion,
    };
    Object { meta, body: Body::StorageClass(Box::new(class)) }
}

/// A priority class' name, value and description.
type Critical = (&'static str, i64, &'static str);

const CLUSTER_CRITICAL: Critical = (
    "system-cluster-critical",
    2_000_000_000,
    "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
);
const NODE_CRITICAL: Critical = (
    "system-node-critical",
    2_000_001_000,
    "Used for system critical pods that must not be moved from their current node.",
);

fn priority_class((name, value, description): Critical) -> Object {
    let meta = Meta::new(Kind::PriorityClass, "", name);
    let raw = json!({"description": description, "preemptionPolicy": "PreemptLowerPriority", "value": value});
    Object { meta, body: Body::Other(Arc::new(raw)) }
}

fn kubernetes_service() -> Object {
    let mut meta = Meta::new(Kind::Service, "default", "kubernetes");
    meta.labels = text_map([("component", "apiserver"), ("provider", "kubernetes")]);
    let port = ServicePort {
        name: "https".into(),
        protocol: "TCP".into(),
        port: 443,
        target: "6443".into(),
        node_port: 0,
    };
    let service = Service {
        raw: Arc::new(json!({
            "type": "ClusterIP",
            "sessionAffinity": "None",
            "internalTrafficPolicy": "Cluster",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
        })),
        cluster_ip: "10.96.0.1".into(),
        selector: None,
        ports: vec![port],
        publish_not_ready: false,
    };
    Object { meta, body: Body::Service(Box::new(service)) }
}
