//! A guided scenario that was played, and what its cluster is like at each of its markers.

use ordinal_core::journal::Entry;
use ordinal_core::scenario::{Marker, Player, Scenario};
use ordinal_core::scene::{ClaimScene, HistoryReader, LaneSpan, PodScene, Scene, SlotScene, VolumeScene};
use ordinal_core::{Millis, Timeline};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// A run and its markers.
pub struct Lesson {
    pub markers: Vec<Marker>,
    timeline: Timeline,
}

/// The scenario in `web/scenarios`, by name without ending.
pub fn scenario(name: &str) -> Scenario {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../web/scenarios").join(format!("{name}.yaml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Scenario::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

impl Lesson {
    /// Plays a scenario to its end and on until all is calm.
    pub fn play(name: &str) -> Lesson {
        let mut player = Player::new(scenario(name));
        player.rest(Millis::seconds(5));
        Lesson { markers: player.markers().to_vec(), timeline: player.into_timeline() }
    }

    /// What the staircase shows of a pod.
    pub fn lane(&self, pod: &str) -> Vec<LaneSpan> {
        let mut reader = HistoryReader::default();
        reader.extend(self.timeline.all_records());
        let history = reader.history(self.timeline.end());
        let lane = history.lanes.iter().find(|lane| &*lane.name == pod);
        lane.map(|lane| lane.spans.clone()).unwrap_or_default()
    }

    /// What commands wrote to standard output and standard error, in order.
    pub fn terminal(&self) -> String {
        let written = self.timeline.all_records().filter_map(|record| match &record.entry {
            Entry::Output { text, .. } => Some(&**text),
            _ => None,
        });
        written.collect()
    }

    /// The exit codes of the commands that failed.
    pub fn failures(&self) -> Vec<i32> {
        let codes = self.timeline.all_records().filter_map(|record| match &record.entry {
            Entry::Exit { code, .. } => Some(*code),
            _ => None,
        });
        codes.filter(|code| *code != 0).collect()
    }

    /// A line for each slot and each other thing there is at each marker. Of pods, claims and volumes of one name the second is called
    /// `web-1 (2)`, so that one sees which are the same and which are new.
    pub fn transcript(&mut self) -> String {
        let mut out = String::from("transcript\n");
        let mut seen = Seen::default();
        for marker in self.markers.clone() {
            self.timeline.seek(marker.at);
            let scene = Scene::of(self.timeline.cluster(), None);
            writeln!(out, "  {}", marker.name).expect("it fits");
            for line in seen.lines(&scene) {
                writeln!(out, "    {line}").expect("it fits");
            }
        }
        out
    }
}

/// Which objects have been there, by kind and name: their identities in order.
#[derive(Default)]
struct Seen(BTreeMap<String, Vec<String>>);

impl Seen {
    fn lines(&mut self, scene: &Scene) -> Vec<String> {
        let slots = scene.workloads.iter().flat_map(|workload| &workload.slots);
        let mut lines: Vec<String> = slots.map(|slot| self.slot(slot)).collect();
        lines.extend(scene.pods.iter().map(|pod| format!("{}, without an owner", self.pod(pod))));
        lines.extend(scene.claims.iter().map(|claim| self.claim(claim)));
        lines.extend(scene.volumes.iter().map(|volume| self.volume(volume)));
        lines.extend(scene.decision.iter().map(|decision| decision.sentence.clone()));
        lines
    }

    fn slot(&mut self, slot: &SlotScene) -> String {
        let vacant = || format!("{}: no pod", slot.name);
        let mut parts = vec![slot.pod.as_ref().map_or_else(vacant, |pod| self.pod(pod))];
        parts.extend(slot.second_writer.iter().map(|writer| format!("another runs on {}", writer.node)));
        parts.extend(slot.claims.iter().map(|claim| self.claim(claim)));
        parts.join("; ")
    }

    fn pod(&mut self, pod: &PodScene) -> String {
        let node = pod.node.as_ref().map(|node| format!(" on {node}")).unwrap_or_default();
        let unknown = if pod.unknown { ", unknown" } else { "" };
        let name = self.name(&pod.name, &pod.uid);
        format!("{name}: {}{unknown}, {}{node}", state(pod), pod.image)
    }

    fn claim(&mut self, claim: &ClaimScene) -> String {
        let volume = claim.volume.as_ref().map(|volume| format!(", {}", self.volume(volume)));
        format!("{}: {:?}{}", claim.name, claim.state, volume.unwrap_or_default())
    }

    fn volume(&mut self, volume: &VolumeScene) -> String {
        let made_by_hand = !volume.name.starts_with("pvc-");
        let name = if made_by_hand { volume.name.to_string() } else { self.name("volume", &volume.name) };
        let files = volume.files.iter().map(|file| format!(" with {}", file.path));
        let damaged = if volume.damaged { " damaged" } else { "" };
        format!("{name} {:?}{damaged}{}", volume.state, files.collect::<String>())
    }

    /// A name, with a number for the second and later of those that bear it.
    fn name(&mut self, name: &str, identity: &str) -> String {
        let known = self.0.entry(name.to_owned()).or_default();
        let at = known.iter().position(|before| before == identity).unwrap_or_else(|| {
            known.push(identity.to_owned());
            known.len() - 1
        });
        if at == 0 { name.to_owned() } else { format!("{name} ({})", at + 1) }
    }
}

/// kubectl's word for a pod's state, and whether it is ready.
fn state(pod: &PodScene) -> String {
    if pod.ready { format!("{} and Ready", pod.status) } else { pod.status.to_string() }
}
