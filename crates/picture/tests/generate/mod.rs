//! Scenes made up from a seed.
#![allow(dead_code, reason = "every test uses some of it")]

use crate::scenes;
use ordinal_core::scene::*;
use ordinal_core::time::{Millis, Time};
use std::sync::Arc;

/// Numbers from a seed: xorshift.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }
}

/// Any scene; mostly a small one.
pub fn scene(random: &mut Random) -> Scene {
    let count = [0, 1, 3, 5, 6, 9, 14, 30, 90][random.below(9) as usize];
    let mut scene = scenes::many(count);
    scene.at = Time(random.below(400_000) + 120_000);
    for slot in &mut scene.workloads[0].slots {
        dress(Arc::make_mut(slot), random);
    }
    scene.workloads[0].direction =
        [Direction::Rest, Direction::Creating, Direction::Terminating, Direction::Updating]
            [random.below(4) as usize];
    scene.workloads[0].partition = random.one_in(2).then(|| random.below(u64::from(count) + 3) as u32);
    if random.one_in(3) {
        let mixed = scenes::mixed();
        scene.workloads.extend(mixed.workloads.into_iter().filter(|workload| &*workload.name != "web"));
        scene.pods = mixed.pods;
        scene.claims = mixed.claims;
        scene.volumes = mixed.volumes;
    }
    scene.nodes = scenes::states().nodes.into_iter().take(random.below(4) as usize).collect();
    scene
}

fn dress(slot: &mut SlotScene, random: &mut Random) {
    let templates = &["data", "wal", "tmp"][..random.below(4) as usize];
    slot.claims =
        templates.iter().map(|template| scenes::claim(template, &slot.name, slot.pod.is_some(), 9)).collect();
    for claim in &mut slot.claims {
        claim.state = [
            ClaimState::Bound,
            ClaimState::Bound,
            ClaimState::Pending,
            ClaimState::Terminating,
            ClaimState::Lost,
        ][random.below(5) as usize];
        if matches!(claim.state, ClaimState::Pending | ClaimState::Lost) {
            claim.volume = None;
        }
    }
    if random.one_in(6) {
        slot.second_writer = Some(SecondWriterScene { node: "node-with-a-long-name".into(), since: Time(0) });
    }
    if let Some(pod) = &mut slot.pod {
        pod.state = scenes::STATES[random.below(9) as usize];
        pod.status = format!("{:?}", pod.state).into();
        pod.unknown = random.one_in(7);
        pod.restarts = random.below(3) as u32 * 60;
        pod.countdown = random.one_in(4).then_some(Countdown { from: Time(100_000), to: Time(330_000) });
        if random.one_in(9) {
            pod.name = "a-set-with-a-remarkably-long-name-of-its-own-12345".into();
        }
    }
}

/// A scene a little later: a few things are different.
pub fn next(scene: &Scene, random: &mut Random) -> Scene {
    let mut scene = scene.clone();
    scene.at += Millis(random.below(3000));
    for workload in &mut scene.workloads {
        let Some(last) = workload.slots.len().checked_sub(1) else { continue };
        match random.below(5) {
            0 => drop(workload.slots.remove(random.below(last as u64 + 1) as usize)),
            1 => workload.attention = vec![workload.slots[random.below(last as u64 + 1) as usize].ordinal],
            2 => Arc::make_mut(&mut workload.slots[random.below(last as u64 + 1) as usize]).pod = None,
            3 => dress(Arc::make_mut(&mut workload.slots[random.below(last as u64 + 1) as usize]), random),
            _ => workload.replicas = random.below(9) as u32,
        }
    }
    if random.one_in(3) {
        scene.nodes.reverse();
    }
    scene
}
