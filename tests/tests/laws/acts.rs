//! What random people and faults do to a small cluster.

use ordinal_core::command::{NodeFault, PodReport};
use ordinal_core::{Command, Config, Millis, Timeline};
use proptest::prelude::*;

/// Something that is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    Scale(u8),
    SetImage(u8),
    SetPartition(u8),
    KeepClaims(bool),
    DeletePod(u8),
    ForcePod(u8),
    DeleteClaim(u8),
    DeleteSet { orphan: bool },
    Apply,
    Report(u8, PodReport),
    Node(u8, NodeFault),
    Cordon(u8),
    Uncordon(u8),
    Look,
}

/// How the set manages its pods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    OrderedReady,
    Parallel,
}

impl Policy {
    pub fn any() -> impl Strategy<Value = Policy> {
        prop_oneof![Just(Policy::OrderedReady), Just(Policy::Parallel)]
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
        2 => Just(Act::Apply),
        3 => (ordinal(), report()).prop_map(|(ordinal, report)| Act::Report(ordinal, report)),
        2 => (0..3_u8, any::<bool>()).prop_map(|(n, up)| Act::Node(n, if up { NodeFault::Up } else { NodeFault::Down })),
        1 => (0..3_u8).prop_map(Act::Cordon),
        1 => (0..3_u8).prop_map(Act::Uncordon),
    ]
}

fn report() -> impl Strategy<Value = PodReport> {
    prop::sample::select(vec![
        PodReport::Ready,
        PodReport::NotReady,
        PodReport::CrashLoop,
        PodReport::ImagePull,
        PodReport::Failed,
        PodReport::Succeeded,
        PodReport::Released,
    ])
}

/// The set that everything is done to.
fn manifest(policy: Policy) -> String {
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: web}}\nspec:\n  serviceName: web\n  replicas: 2\n  \
         podManagementPolicy: {policy:?}\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata: {{labels: \
         {{app: web}}}}\n    spec:\n      terminationGracePeriodSeconds: 10\n      containers: [{{name: c, image: 'image:0', \
         volumeMounts: [{{name: data, mountPath: /data}}]}}]\n  volumeClaimTemplates:\n  - metadata: {{name: data}}\n    spec: \
         {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
    )
}

/// Does the acts to a cluster in which the set was applied, and lets a minute pass after the last.
pub fn play(policy: Policy, acts: &[(u64, Act)]) -> Timeline {
    let mut timeline = Timeline::new(Config { toleration_seconds: 20, ..Config::default() });
    timeline.apply(Command::File { name: "web.yaml".into(), content: manifest(policy).into() });
    timeline.apply(command(Act::Apply));
    for (gap, act) in acts {
        timeline.advance(timeline.now() + Millis(*gap));
        timeline.apply(command(*act));
    }
    timeline.advance(timeline.now() + Millis::seconds(60));
    timeline
}

fn command(act: Act) -> Command {
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
        Act::Apply => words("apply -f web.yaml".into()),
        Act::Cordon(node) => words(format!("cordon {}", self::node(node))),
        Act::Uncordon(node) => words(format!("uncordon {}", self::node(node))),
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
