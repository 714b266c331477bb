//! Each task: what is done with the subject, and which part of it is measured.

use super::Figure;
use super::clock::Clock;
use super::subject::{Set, all_ready, apply, come_up, config, in_time, kubectl, manifest, until};
use ordinal_core::command::NodeFault;
use ordinal_core::journal::Record;
use ordinal_core::object::{Key, Kind};
use ordinal_core::{Cluster, Command, Time, Timeline};

/// How many moments are looked at.
const SEEKS: u64 = 300;
/// What kubectl is asked to print, and the name of the figure.
const PRINTED: [(&str, &str); 4] = [
    ("table", "get pods"),
    ("wide", "get pods,pvc,pv -o wide"),
    ("yaml", "get pods -o yaml"),
    ("describe", "describe statefulset web"),
];
/// How often each is printed: the figure is the median.
const PRINTS: usize = 5;

type Figures = Result<Vec<Figure>, String>;

/// How much of the past is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Past {
    /// Nothing.
    Forgotten,
    /// What happened.
    Journal,
}

/// A set comes up.
pub fn creation(set: Set) -> Figures {
    let clock = Clock::start();
    let timeline = come_up(set)?;
    Ok(vec![("wall", clock.millis(), "ms"), ("events", count(timeline.steps()), "count")])
}

/// A set gets another image.
pub fn rolling(replicas: u32) -> Figures {
    let mut timeline = come_up(Set::ordered(replicas))?;
    let next = kubectl("set image sts/web nginx=nginx:1.27");
    change(&mut timeline, next, "all replicas are updated", all_ready)
}

/// A node dies.
pub fn node_death(replicas: u32) -> Figures {
    let mut timeline = come_up(Set::parallel(replicas))?;
    let node = Key::new(Kind::Node, "", "node-0").name;
    let doomed = timeline.cluster().store().pods_on(&node).count();
    let death = Command::Node { node: node.clone(), fault: NodeFault::Down };
    change(&mut timeline, death, "the node's pods are evicted", |cluster| {
        cluster.store().pods_on(&node).filter(|pod| pod.meta.is_terminating()).count() == doomed
    })
}

/// A set is scaled to nothing, and its claims go.
pub fn retention(replicas: u32) -> Figures {
    let mut timeline = come_up(Set { when_scaled: "Delete", ..Set::ordered(replicas) })?;
    let end = kubectl("scale sts/web --replicas=0");
    change(&mut timeline, end, "all claims are gone", |cluster| {
        cluster.store().list(Kind::PersistentVolumeClaim, None).next().is_none()
    })
}

/// Does a command and waits for what it brings about.
fn change(
    timeline: &mut Timeline,
    command: Command,
    what: &str,
    holds: impl Fn(&Cluster) -> bool,
) -> Figures {
    let (before, clock) = (timeline.steps(), Clock::start());
    timeline.apply(command);
    until(timeline, what, holds)?;
    Ok(vec![("wall", clock.millis(), "ms"), ("events", count(timeline.steps() - before), "count")])
}

/// kubectl prints a set and what belongs to it.
pub fn print(replicas: u32) -> Figures {
    let mut timeline = come_up(Set::parallel(replicas))?;
    let mut median = |line| {
        let mut times: Vec<f64> = (0..PRINTS).map(|_| time(|| _ = timeline.apply(kubectl(line)))).collect();
        sorted(&mut times, 50)
    };
    Ok(PRINTED.iter().map(|(name, line)| (*name, median(line), "ms")).collect())
}

/// Looks at moments all over the run, back and forth, as somebody who scrubs does.
pub fn seek(replicas: u32) -> Figures {
    let mut timeline = come_up(Set::ordered(replicas))?;
    let end = timeline.end().0;
    // Steps of the golden section visit all parts of the run in an order far from sorted.
    let moments = (1..=SEEKS).map(|n| Time(end / 1_000_000 * (n * 618_034 % 1_000_000)));
    let mut times: Vec<f64> = moments.map(|moment| time(|| timeline.seek(moment))).collect();
    Ok(vec![("median", sorted(&mut times, 50), "ms"), ("max", sorted(&mut times, 100), "ms")])
}

/// A set comes up in a cluster without a timeline. What `ordered` of the same size needs more is the price of its past.
pub fn bare(replicas: u32, past: Past) -> Figures {
    let set = Set::ordered(replicas);
    let mut cluster = Cluster::new(config(replicas));
    let mut kept: Vec<Record> = Vec::new();
    let clock = Clock::start();
    for command in [manifest(set), apply()] {
        cluster.apply(&command);
    }
    while !all_ready(&cluster) {
        cluster.advance(in_time(cluster.next_event(), "all replicas are ready")?);
        match past {
            Past::Forgotten => drop(cluster.take_journal()),
            Past::Journal => kept.extend(cluster.take_journal()),
        }
    }
    Ok(vec![("wall", clock.millis(), "ms"), ("records", count(kept.len() as u64), "count")])
}

fn time(work: impl FnOnce()) -> f64 {
    let clock = Clock::start();
    work();
    clock.millis()
}

/// What so many of a hundred do not exceed; nothing measured is 0.
fn sorted(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * percent / 100).or(times.last()).copied().unwrap_or(0.0)
}

fn count(steps: u64) -> f64 {
    steps as f64
}
