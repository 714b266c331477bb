//! The figures of `ordinal bench`: what is simulated for each, and how it is measured.

use ordinal_core::command::NodeFault;
use ordinal_core::object::{Key, Kind};
use ordinal_core::{Command, Config, Time, Timeline};
use std::fs;

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// So many replicas come up, one after the other.
    Ordered(u32),
    /// So many replicas come up at once.
    Parallel(u32),
    /// So many replicas get a new image, one after the other.
    Rolling(u32),
    /// A node with a share of so many replicas falls silent, and its pods are evicted.
    NodeDeath(u32),
    /// Somebody looks at moments of a run in which so many replicas come up one after the other.
    Seek(u32),
}

/// Every figure, by name.
pub const TASKS: [(&str, Task); 8] = [
    ("ordered-100", Task::Ordered(100)),
    ("ordered-1000", Task::Ordered(1_000)),
    ("ordered-10000", Task::Ordered(10_000)),
    ("parallel-10000", Task::Parallel(10_000)),
    ("rolling-1000", Task::Rolling(1_000)),
    ("rolling-10000", Task::Rolling(10_000)),
    ("node-death-1000", Task::NodeDeath(1_000)),
    ("seek-10000", Task::Seek(10_000)),
];

/// A figure: what, how much, of which unit.
pub type Figure = (&'static str, f64, &'static str);

/// How many moments are looked at.
const SEEKS: u64 = 300;
/// How many pods a node is to have: enough nodes that no node is full.
const PODS_A_NODE: u32 = 100;
/// How long a run may take at most, in simulated time.
const LONGEST: Time = Time(30 * 86_400_000);

/// Measures a task in this process.
///
/// # Errors
/// When what should happen does not: a set that never comes up.
pub fn measure(task: Task) -> Result<Vec<Figure>, String> {
    let mut figures = match task {
        Task::Ordered(replicas) => run(replicas, "OrderedReady")?.1,
        Task::Parallel(replicas) => run(replicas, "Parallel")?.1,
        Task::Rolling(replicas) => rolling(replicas)?,
        Task::NodeDeath(replicas) => node_death(replicas)?,
        Task::Seek(replicas) => seek(replicas)?,
    };
    figures.extend(peak().map(|peak| ("peak", peak, "MB")));
    Ok(figures)
}

/// A StatefulSet of a headless service with one claim a replica.
fn manifest(replicas: u32, policy: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{clusterIP: None, selector: {{app: web}}, ports: \
         [{{port: 80}}]}}\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: web}}\nspec:\n  serviceName: web\n  \
         replicas: {replicas}\n  podManagementPolicy: {policy}\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    \
         metadata: {{labels: {{app: web}}}}\n    spec:\n      containers: [{{name: nginx, image: 'nginx:1.25', \
         volumeMounts: [{{name: data, mountPath: /data}}]}}]\n  volumeClaimTemplates:\n  - metadata: {{name: data}}\n    \
         spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
    )
}

fn cluster(replicas: u32) -> Timeline {
    let nodes = (0..3.max(replicas.div_ceil(PODS_A_NODE))).map(|number| format!("node-{number}")).collect();
    Timeline::new(Config { nodes, ..Config::default() })
}

fn kubectl(timeline: &mut Timeline, line: &str) {
    let args: Vec<String> = std::iter::once("kubectl").chain(line.split(' ')).map(String::from).collect();
    timeline.apply(Command::Run { args: args.into(), stdin: "".into() });
}

/// Lets time pass until something holds.
fn until(timeline: &mut Timeline, what: &str, holds: impl Fn(&Timeline) -> bool) -> Result<(), String> {
    while !holds(timeline) {
        let next = timeline.next_at().filter(|next| *next < LONGEST);
        let next = next.ok_or_else(|| format!("{what}: never happens"))?;
        // A second at a time: a check between any two events would cost more than they do.
        timeline.advance(next + ordinal_core::Millis::seconds(1));
    }
    Ok(())
}

fn all_ready(timeline: &Timeline) -> bool {
    let set = timeline.cluster().store().get(&Key::new(Kind::StatefulSet, "default", "web"));
    set.and_then(|set| set.set()).is_some_and(|set| {
        let (replicas, status) = (set.spec.replicas, &set.status);
        status.ready == replicas
            && status.updated == replicas
            && status.current_revision == status.update_revision
    })
}

/// A set comes up; the run, and what it took.
fn run(replicas: u32, policy: &str) -> Result<(Timeline, Vec<Figure>), String> {
    let mut timeline = cluster(replicas);
    let clock = Clock::start();
    let (name, content) = ("web.yaml".into(), manifest(replicas, policy).into());
    timeline.apply(Command::File { name, content });
    kubectl(&mut timeline, "apply -f web.yaml");
    until(&mut timeline, "all replicas are ready", all_ready)?;
    let figures = vec![("wall", clock.millis(), "ms"), ("events", count(timeline.steps()), "count")];
    Ok((timeline, figures))
}

fn rolling(replicas: u32) -> Result<Vec<Figure>, String> {
    let mut timeline = run(replicas, "OrderedReady")?.0;
    let (before, clock) = (timeline.steps(), Clock::start());
    kubectl(&mut timeline, "set image sts/web nginx=nginx:1.27");
    until(&mut timeline, "all replicas are updated", |timeline| {
        timeline.steps() > before && all_ready(timeline)
    })?;
    Ok(vec![("wall", clock.millis(), "ms"), ("events", count(timeline.steps() - before), "count")])
}

fn node_death(replicas: u32) -> Result<Vec<Figure>, String> {
    let mut timeline = run(replicas, "Parallel")?.0;
    let node = Key::global(Kind::Node, "node-0");
    let doomed = timeline.cluster().store().pods_on(&node.name).count();
    let (before, clock) = (timeline.steps(), Clock::start());
    timeline.apply(Command::Node { node: node.name.clone(), fault: NodeFault::Down });
    until(&mut timeline, "the node's pods are evicted", |timeline| {
        let pods = timeline.cluster().store().pods_on(&node.name);
        pods.filter(|pod| pod.meta.is_terminating()).count() == doomed
    })?;
    Ok(vec![("wall", clock.millis(), "ms"), ("events", count(timeline.steps() - before), "count")])
}

/// Looks at moments all over the run, back and forth, as somebody who scrubs does.
fn seek(replicas: u32) -> Result<Vec<Figure>, String> {
    let mut timeline = run(replicas, "OrderedReady")?.0;
    let end = timeline.end().0;
    // Steps of the golden section visit all parts of the run in an order far from sorted.
    let moments = (1..=SEEKS).map(|n| Time(end / 1_000_000 * (n * 618_034 % 1_000_000)));
    let mut times: Vec<f64> = moments
        .map(|moment| {
            let clock = Clock::start();
            timeline.seek(moment);
            clock.millis()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len() * share / 100).or(times.last()).copied().unwrap_or(0.0);
    Ok(vec![("median", at(50), "ms"), ("max", at(100), "ms")])
}

fn count(steps: u64) -> f64 {
    steps as f64
}

/// The most memory this process has had, in megabytes; none where the system does not say.
fn peak() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// The clock on the wall: the one place outside the model that needs one.
#[expect(clippy::disallowed_types, reason = "measures how long the model takes, not what it does")]
struct Clock(std::time::Instant);

#[expect(clippy::disallowed_types, reason = "see above")]
impl Clock {
    fn start() -> Clock {
        Clock(std::time::Instant::now())
    }

    fn millis(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }
}
