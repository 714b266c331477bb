//! What the figures are measured on: a StatefulSet of any size, on enough nodes.

use ordinal_core::object::{Key, Kind};
use ordinal_core::{Cluster, Command, Config, Millis, Time, Timeline};

/// How many pods a node is to have: enough nodes that no node is full.
const PODS_A_NODE: u32 = 100;
/// How long a run may take at most, in simulated time.
const LONGEST: Time = Time(30 * 86_400_000);
/// The file that the manifest is saved as.
const FILE: &str = "web.yaml";

/// The StatefulSet that a figure is about.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// How many replicas it asks for.
    pub replicas: u32,
    /// Its podManagementPolicy.
    pub policy: &'static str,
    /// What its retention policy does with the claims of a pod that is scaled away.
    pub when_scaled: &'static str,
}

impl Set {
    /// A set of so many replicas, each created when the one before is ready.
    pub fn ordered(replicas: u32) -> Set {
        Set { replicas, policy: "OrderedReady", when_scaled: "Retain" }
    }

    /// The same, all created at once.
    pub fn parallel(replicas: u32) -> Set {
        Set { policy: "Parallel", ..Set::ordered(replicas) }
    }
}

/// A headless service, and a StatefulSet with one claim a replica, as the file that is to be applied.
pub fn manifest(Set { replicas, policy, when_scaled }: Set) -> Command {
    let content = format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{clusterIP: None, selector: {{app: web}}, ports: \
         [{{port: 80}}]}}\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: web}}\nspec:\n  serviceName: web\n  \
         replicas: {replicas}\n  podManagementPolicy: {policy}\n  persistentVolumeClaimRetentionPolicy: {{whenScaled: \
         {when_scaled}}}\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    \
         metadata: {{labels: {{app: web}}}}\n    spec:\n      containers: [{{name: nginx, image: 'nginx:1.25', \
         volumeMounts: [{{name: data, mountPath: /data}}]}}]\n  volumeClaimTemplates:\n  - metadata: {{name: data}}\n    \
         spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
    );
    Command::File { name: FILE.into(), content: content.into() }
}

/// What applies the manifest.
pub fn apply() -> Command {
    kubectl(&format!("apply -f {FILE}"))
}

/// A command of kubectl's, without its name.
pub fn kubectl(line: &str) -> Command {
    let args: Vec<String> = std::iter::once("kubectl").chain(line.split(' ')).map(String::from).collect();
    Command::Run { args: args.into(), stdin: "".into() }
}

/// A cluster with room for so many pods.
pub fn config(replicas: u32) -> Config {
    let nodes = (0..3.max(replicas.div_ceil(PODS_A_NODE))).map(|number| format!("node-{number}")).collect();
    Config { nodes, ..Config::default() }
}

/// Lets time pass until something holds.
///
/// # Errors
/// When it never does.
pub fn until(timeline: &mut Timeline, what: &str, holds: impl Fn(&Cluster) -> bool) -> Result<(), String> {
    while !holds(timeline.cluster()) {
        let next = in_time(timeline.next_at(), what)?;
        timeline.advance(next);
    }
    Ok(())
}

/// The instant to look again: a second after the next thing happens, as a check between any two events would cost more
/// than they do.
///
/// # Errors
/// When nothing happens any more.
pub fn in_time(next: Option<Time>, what: &str) -> Result<Time, String> {
    let next = next.filter(|next| *next < LONGEST).ok_or_else(|| format!("{what}: never happens"))?;
    Ok(next + Millis::seconds(1))
}

/// Whether every replica is ready and of the revision that is asked for, and the status speaks of what is asked for now.
pub fn all_ready(cluster: &Cluster) -> bool {
    let Some(object) = cluster.store().get(&Key::new(Kind::StatefulSet, "default", "web")) else {
        return false;
    };
    object.set().is_some_and(|set| {
        let (replicas, status) = (set.spec.replicas, &set.status);
        status.observed_generation == Some(object.meta.generation)
            && status.ready == replicas
            && status.updated == replicas
            && status.current_revision == status.update_revision
    })
}

/// A run in which the set has come up.
///
/// # Errors
/// When it does not.
pub fn come_up(set: Set) -> Result<Timeline, String> {
    let mut timeline = Timeline::new(config(set.replicas));
    timeline.apply(manifest(set));
    timeline.apply(apply());
    until(&mut timeline, "all replicas are ready", all_ready)?;
    Ok(timeline)
}
