//! The figures of `ordinal bench`: their names, and what each measures.

mod clock;
mod subject;
mod task;

use subject::Set;

/// What is simulated. Each is a size: how many replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// They come up one after the other.
    Ordered(u32),
    /// They come up at once.
    Parallel(u32),
    /// They get a new image, one after the other.
    Rolling(u32),
    /// A node with a share of them falls silent, and its pods are evicted.
    NodeDeath(u32),
    /// They go, one after the other, and the retention policy takes their claims with them.
    Retention(u32),
    /// kubectl prints them.
    Print(u32),
    /// Somebody looks at moments of a run in which they come up one after the other.
    Seek(u32),
    /// They come up one after the other in a bare cluster: nothing of the past is kept.
    Cluster(u32),
    /// The same, and the journal is kept: without the checkpoints that `Ordered` has as well.
    Journal(u32),
}

/// Every figure, by name.
pub const TASKS: [(&str, Task); 23] = [
    ("ordered-100", Task::Ordered(100)),
    ("ordered-1000", Task::Ordered(1_000)),
    ("ordered-10000", Task::Ordered(10_000)),
    ("parallel-100", Task::Parallel(100)),
    ("parallel-1000", Task::Parallel(1_000)),
    ("parallel-10000", Task::Parallel(10_000)),
    ("rolling-100", Task::Rolling(100)),
    ("rolling-1000", Task::Rolling(1_000)),
    ("rolling-10000", Task::Rolling(10_000)),
    ("node-death-100", Task::NodeDeath(100)),
    ("node-death-1000", Task::NodeDeath(1_000)),
    ("node-death-10000", Task::NodeDeath(10_000)),
    ("retention-100", Task::Retention(100)),
    ("retention-1000", Task::Retention(1_000)),
    ("retention-10000", Task::Retention(10_000)),
    ("print-100", Task::Print(100)),
    ("print-1000", Task::Print(1_000)),
    ("print-10000", Task::Print(10_000)),
    ("seek-100", Task::Seek(100)),
    ("seek-1000", Task::Seek(1_000)),
    ("seek-10000", Task::Seek(10_000)),
    ("cluster-10000", Task::Cluster(10_000)),
    ("journal-10000", Task::Journal(10_000)),
];

/// A figure: what, how much, of which unit.
pub type Figure = (&'static str, f64, &'static str);

/// Measures a task in this process.
///
/// # Errors
/// When what should happen does not: a set that never comes up.
pub fn measure(task: Task) -> Result<Vec<Figure>, String> {
    let mut figures = match task {
        Task::Ordered(replicas) => task::creation(Set::ordered(replicas))?,
        Task::Parallel(replicas) => task::creation(Set::parallel(replicas))?,
        Task::Rolling(replicas) => task::rolling(replicas)?,
        Task::NodeDeath(replicas) => task::node_death(replicas)?,
        Task::Retention(replicas) => task::retention(replicas)?,
        Task::Print(replicas) => task::print(replicas)?,
        Task::Seek(replicas) => task::seek(replicas)?,
        Task::Cluster(replicas) => task::bare(replicas, task::Past::Forgotten)?,
        Task::Journal(replicas) => task::bare(replicas, task::Past::Journal)?,
    };
    figures.extend(clock::peak().map(|peak| ("peak", peak, "MB")));
    Ok(figures)
}
