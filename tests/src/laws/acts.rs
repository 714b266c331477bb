//! What random people and faults do to a small cluster.

use ordinal_core::command::{NodeFault, PodReport};
use ordinal_core::config::{Durations, StorageClassConfig};
use ordinal_core::{Command, Config, Millis, Timeline};
use proptest::prelude::*;

/// Something that is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Scales the set to so many.
    Scale(u8),
    /// Sets the image, to this tag.
    SetImage(u8),
    /// Sets the partition.
    SetPartition(u8),
    /// Whether claims are kept when the set is scaled down.
    KeepClaims(bool),
    /// Deletes the pod of an ordinal.
    DeletePod(u8),
    /// Forces the pod of an ordinal out.
    ForcePod(u8),
    /// Deletes the claim of an ordinal.
    DeleteClaim(u8),
    /// Deletes the set.
    DeleteSet {
        /// Whether its pods stay.
        orphan: bool,
    },
    /// Deletes the set in the foreground.
    DeleteForeground,
    /// Whether claims are kept when the set is deleted.
    DeleteClaimsWithSet(bool),
    /// Sets the first ordinal.
    SetStart(u8),
    /// Changes the update strategy.
    SetStrategy {
        /// To OnDelete, or back.
        on_delete: bool,
    },
    /// Sets minReadySeconds.
    SetMinReady(u8),
    /// Restarts the rollout.
    Restart,
    /// Undoes the last rollout.
    Undo,
    /// Makes the pod of an ordinal one that the set selects, or one that it does not.
    Relabel(u8, bool),
    /// Drains a node.
    Drain(u8),
    /// Says that a node is out of service.
    OutOfService(u8),
    /// Deletes a node.
    DeleteNode(u8),
    /// Applies the manifest.
    Apply,
    /// Has a kubelet report the pod of an ordinal.
    Report(u8, PodReport),
    /// Does something to a node.
    Node(u8, NodeFault),
    /// Cordons a node.
    Cordon(u8),
    /// Uncordons a node.
    Uncordon(u8),
    /// Deletes the namespace beside, if there is one.
    DeleteNeighbour,
    /// Looks at the pods.
    Look,
}

/// How the set manages its pods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// One after the other.
    OrderedReady,
    /// All at once.
    Parallel,
}

/// How volumes come to claims.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Storage {
    /// Made at once, reachable from everywhere.
    Immediate,
    /// Made when the pod has its node, and reachable from there alone.
    Late,
    /// There from the start, some on each node.
    Static,
}

/// The cluster and the set that everything is done to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// How the set manages its pods.
    pub policy: Policy,
    /// How volumes come to claims.
    pub storage: Storage,
    /// Whether two pods may be unavailable in an update, and the server honours that.
    pub max_unavailable: bool,
    /// Whether a disruption budget covers the pods.
    pub budget: bool,
    /// Whether a set of the same name stands in a namespace beside.
    pub neighbour: bool,
    /// Whether a pod has an init container, a sidecar and a second container beside its one.
    pub company: bool,
    /// How long things take: watches, volumes, images, processes.
    pub timing: Timing,
}

/// How long things take, in percent of what they usually do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// Controllers, until they see what was written.
    pub watch: u64,
    /// The scheduler, until it has chosen.
    pub schedule: u64,
    /// The provisioner, until it has made a volume.
    pub provision: u64,
    /// Kubelets, until a container runs and serves, and until they have told of it.
    pub start: u64,
    /// Processes and volumes, until they are gone.
    pub stop: u64,
}

impl Timing {
    /// As usual.
    pub const USUAL: Timing = Timing { watch: 100, schedule: 100, provision: 100, start: 100, stop: 100 };

    /// At once, as usual or much later, each by itself.
    fn any() -> impl Strategy<Value = Timing> {
        let share = || prop_oneof![2 => Just(100), 1 => Just(0), 1 => 1..100_u64, 1 => 100..2_000_u64];
        (share(), share(), share(), share(), share()).prop_map(|(watch, schedule, provision, start, stop)| {
            Timing { watch, schedule, provision, start, stop }
        })
    }

    fn durations(self) -> Durations {
        let usual = Durations::default();
        let of = |usual: Millis, percent: u64| Millis(usual.0 * percent / 100);
        Durations {
            watch: of(usual.watch, self.watch),
            schedule: of(usual.schedule, self.schedule),
            provision: of(usual.provision, self.provision),
            attach: of(usual.attach, self.start),
            pull: of(usual.pull, self.start),
            start: of(usual.start, self.start),
            boot: of(usual.boot, self.start),
            init: of(usual.init, self.start),
            report: of(usual.report, self.start),
            stop: of(usual.stop, self.stop),
            detach: of(usual.detach, self.stop),
            reclaim: of(usual.reclaim, self.stop),
            ..usual
        }
    }
}

impl Setting {
    /// OrderedReady and nothing special.
    pub const ORDERED: Setting = Setting {
        policy: Policy::OrderedReady,
        storage: Storage::Immediate,
        max_unavailable: false,
        budget: false,
        neighbour: false,
        company: false,
        timing: Timing::USUAL,
    };

    /// Any setting.
    pub fn any() -> impl Strategy<Value = Setting> {
        let policy = prop_oneof![Just(Policy::OrderedReady), Just(Policy::Parallel)];
        (policy, Setting::ordered()).prop_map(|(policy, setting)| Setting { policy, ..setting })
    }

    /// Any setting with OrderedReady.
    pub fn ordered() -> impl Strategy<Value = Setting> {
        let storage =
            prop_oneof![2 => Just(Storage::Immediate), 1 => Just(Storage::Late), 1 => Just(Storage::Static)];
        let parts = (storage, any::<[bool; 4]>(), Timing::any());
        parts.prop_map(|(storage, [max_unavailable, budget, neighbour, company], timing)| Setting {
            storage,
            max_unavailable,
            budget,
            neighbour,
            company,
            timing,
            ..Setting::ORDERED
        })
    }

    fn config(self) -> Config {
        let provisioner = if self.storage == Storage::Static {
            "kubernetes.io/no-provisioner"
        } else {
            "disk.csi.example.com"
        };
        let late = self.storage != Storage::Immediate;
        let class = StorageClassConfig {
            default: true,
            provisioner: provisioner.into(),
            volume_binding_mode: if late { "WaitForFirstConsumer" } else { "Immediate" }.into(),
            topology: (self.storage == Storage::Late).then(|| "node".into()),
            ..StorageClassConfig::default()
        };
        let gates = if self.max_unavailable { vec!["MaxUnavailableStatefulSet".into()] } else { Vec::new() };
        Config {
            toleration_seconds: 20,
            storage_classes: vec![class],
            feature_gates: gates,
            durations: self.timing.durations(),
            ..Config::default()
        }
    }
}

/// Acts, each with the milliseconds since the one before.
pub fn acts() -> impl Strategy<Value = Vec<(u64, Act)>> {
    let gap = prop_oneof![0..20_u64, 20..2_000_u64, 2_000..90_000_u64];
    prop::collection::vec((gap, act()), 1..14)
}

fn act() -> impl Strategy<Value = Act> {
    let ordinal = || 0..6_u8;
    prop_oneof![
        4 => ordinal().prop_map(Act::Scale),
        2 => (1..4_u8).prop_map(Act::SetImage),
        1 => ordinal().prop_map(Act::SetPartition),
        1 => any::<bool>().prop_map(Act::KeepClaims),
        3 => ordinal().prop_map(Act::DeletePod),
        1 => ordinal().prop_map(Act::ForcePod),
        1 => ordinal().prop_map(Act::DeleteClaim),
        1 => any::<bool>().prop_map(|orphan| Act::DeleteSet { orphan }),
        1 => Just(Act::DeleteForeground),
        1 => any::<bool>().prop_map(Act::DeleteClaimsWithSet),
        1 => (0..3_u8).prop_map(Act::SetStart),
        1 => any::<bool>().prop_map(|on_delete| Act::SetStrategy { on_delete }),
        1 => (0..30_u8).prop_map(Act::SetMinReady),
        1 => prop_oneof![Just(Act::Restart), Just(Act::Undo)],
        1 => (ordinal(), any::<bool>()).prop_map(|(ordinal, ours)| Act::Relabel(ordinal, ours)),
        1 => (0..3_u8).prop_map(Act::Drain),
        1 => prop_oneof![(0..3_u8).prop_map(Act::OutOfService), (0..3_u8).prop_map(Act::DeleteNode)],
        2 => Just(Act::Apply),
        3 => (ordinal(), report()).prop_map(|(ordinal, report)| Act::Report(ordinal, report)),
        2 => (0..3_u8, any::<bool>()).prop_map(|(n, up)| Act::Node(n, if up { NodeFault::Up } else { NodeFault::Down })),
        1 => (0..3_u8).prop_map(Act::Cordon),
        1 => (0..3_u8).prop_map(Act::Uncordon),
        1 => Just(Act::DeleteNeighbour),
    ]
}

fn report() -> impl Strategy<Value = PodReport> {
    prop::sample::select(vec![
        PodReport::Ready,
        PodReport::NotReady,
        PodReport::CrashLoop,
        PodReport::Hung,
        PodReport::ImagePull,
        PodReport::Failed,
        PodReport::Succeeded,
        PodReport::Released,
    ])
}

/// What is there from the start: volumes, a budget, the set.
fn manifest(setting: Setting) -> String {
    let mut documents = Vec::new();
    if setting.storage == Storage::Static {
        documents.extend((0..9_u8).map(volume));
    }
    if setting.budget {
        documents.push(BUDGET.to_owned());
    }
    documents.push(set(setting, "default"));
    if setting.neighbour {
        documents.push("apiVersion: v1\nkind: Namespace\nmetadata: {name: beside}\n".into());
        documents.push(set(setting, "beside"));
    }
    documents.join("---\n")
}

const BUDGET: &str = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 1, selector: \
                      {matchLabels: {app: web}}}\n";

fn volume(number: u8) -> String {
    let node = node(number);
    format!(
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: disk-{number}}}\nspec:\n  capacity: {{storage: 1Gi}}\n  \
         accessModes: [ReadWriteOnce]\n  storageClassName: standard\n  local: {{path: /disk}}\n  nodeAffinity: {{required: \
         {{nodeSelectorTerms: [{{matchExpressions: [{{key: kubernetes.io/hostname, operator: In, values: [{node}]}}]}}]}}}}\n"
    )
}

fn set(setting: Setting, namespace: &str) -> String {
    let (policy, limit) = (setting.policy, if setting.max_unavailable { 2 } else { 1 });
    let (init, beside) = if setting.company { COMPANY } else { ("[]", "") };
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: web, namespace: {namespace}}}\nspec:\n  serviceName: web\n  replicas: 2\n  \
         podManagementPolicy: {policy:?}\n  updateStrategy: {{rollingUpdate: {{maxUnavailable: {limit}}}}}\n  \
         selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata: {{labels: \
         {{app: web}}}}\n    spec:\n      terminationGracePeriodSeconds: 10\n      initContainers: {init}\n      containers: [{{name: c, image: \
         'image:0', volumeMounts: [{{name: data, mountPath: /data}}]}}{beside}]\n  volumeClaimTemplates:\n  - metadata: {{name: data}}\n    spec: \
         {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
    )
}

/// The init containers, and what is beside the container. Their probes have the patience for a start that takes long.
const COMPANY: (&str, &str) = (
    "[{name: i, image: 'image:1'}, {name: s, image: 'image:2', restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}, \
     periodSeconds: 1, failureThreshold: 30}}]",
    ", {name: d, image: 'image:3', readinessProbe: {tcpSocket: {port: 2}, periodSeconds: 2}, livenessProbe: {tcpSocket: \
     {port: 2}, periodSeconds: 5, failureThreshold: 5}}",
);

/// Does the acts to a cluster in which the set was applied, and lets a minute pass after the last.
pub fn play(setting: Setting, acts: &[(u64, Act)]) -> Timeline {
    let mut timeline = Timeline::new(setting.config());
    timeline.apply(Command::File { name: "web.yaml".into(), content: manifest(setting).into() });
    timeline.apply(command(Act::Apply));
    for (gap, act) in acts {
        timeline.advance(timeline.now() + Millis(*gap));
        timeline.apply(command(*act));
    }
    timeline.advance(timeline.now() + Millis::seconds(60));
    timeline
}

/// An act as a command.
pub fn command(act: Act) -> Command {
    let patch = |spec: &str| {
        vec!["patch".into(), "sts".into(), "web".into(), "-p".into(), format!("{{\"spec\":{spec}}}")]
    };
    let words = |line: String| line.split(' ').map(String::from).collect::<Vec<_>>();
    let args = match act {
        Act::Scale(replicas) => words(format!("scale sts web --replicas={replicas}")),
        Act::SetImage(tag) => words(format!("set image sts/web c=image:{tag}")),
        Act::SetPartition(ordinal) => {
            patch(&format!("{{\"updateStrategy\":{{\"rollingUpdate\":{{\"partition\":{ordinal}}}}}}}"))
        }
        Act::KeepClaims(keep) => {
            let retention = if keep { "Retain" } else { "Delete" };
            patch(&format!("{{\"persistentVolumeClaimRetentionPolicy\":{{\"whenScaled\":\"{retention}\"}}}}"))
        }
        Act::DeletePod(ordinal) => words(format!("delete pod web-{ordinal} --wait=false")),
        Act::ForcePod(ordinal) => words(format!("delete pod web-{ordinal} --force --grace-period=0")),
        Act::DeleteClaim(ordinal) => words(format!("delete pvc data-web-{ordinal} --wait=false")),
        Act::DeleteSet { orphan: true } => words("delete sts web --wait=false --cascade=orphan".into()),
        Act::DeleteSet { orphan: false } => words("delete sts web --wait=false".into()),
        Act::DeleteForeground => words("delete sts web --wait=false --cascade=foreground".into()),
        Act::DeleteClaimsWithSet(keep) => {
            let retention = if keep { "Retain" } else { "Delete" };
            patch(&format!(
                "{{\"persistentVolumeClaimRetentionPolicy\":{{\"whenDeleted\":\"{retention}\"}}}}"
            ))
        }
        Act::SetStart(start) => patch(&format!("{{\"ordinals\":{{\"start\":{start}}}}}")),
        Act::SetStrategy { on_delete: true } => {
            patch("{\"updateStrategy\":{\"type\":\"OnDelete\",\"rollingUpdate\":null}}")
        }
        Act::SetStrategy { on_delete: false } => patch("{\"updateStrategy\":{\"type\":\"RollingUpdate\"}}"),
        Act::SetMinReady(seconds) => patch(&format!("{{\"minReadySeconds\":{seconds}}}")),
        Act::Restart => words("rollout restart sts/web".into()),
        Act::Undo => words("rollout undo sts/web".into()),
        Act::Relabel(ordinal, ours) => {
            words(format!("label pod web-{ordinal} app={} --overwrite", if ours { "web" } else { "other" }))
        }
        Act::Drain(node) => {
            words(format!("drain {} --ignore-daemonsets --force --timeout=20s", self::node(node)))
        }
        Act::OutOfService(node) => {
            words(format!("taint nodes {} node.kubernetes.io/out-of-service=x:NoExecute", self::node(node)))
        }
        Act::DeleteNode(node) => words(format!("delete node {} --wait=false", self::node(node))),
        Act::Apply => words("apply -f web.yaml".into()),
        Act::Cordon(node) => words(format!("cordon {}", self::node(node))),
        Act::Uncordon(node) => words(format!("uncordon {}", self::node(node))),
        Act::DeleteNeighbour => words("delete namespace beside --wait=false".into()),
        Act::Look => words("get pods".into()),
        Act::Report(ordinal, report) => {
            let (namespace, pod) = ("default".into(), format!("web-{ordinal}").into());
            return Command::Report { namespace, pod, report };
        }
        Act::Node(node, fault) => return Command::Node { node: self::node(node).into(), fault },
    };
    let args: Vec<String> = std::iter::once("kubectl".into()).chain(args).collect();
    Command::Run { args: args.into(), stdin: "".into() }
}

fn node(number: u8) -> String {
    format!("node-{}", ["a", "b", "c"][usize::from(number % 3)])
}
