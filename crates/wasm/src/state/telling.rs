//! What a player tells the page of its run: each thing once.

use super::State;
use crate::event::{Branch, BranchList, Exit, Notice, Output, PlayerEvent, Status};
use crate::jobs::{Job, Jobs};
use crate::show::{decision, marker, moments, seconds, typed, workloads};
use ordinal_core::journal::Entry;
use ordinal_core::process::ProcessId;
use ordinal_core::scene::Scene;
use ordinal_core::{Time, Timeline};

/// What ends a command that was typed after the instant the run went back to, as a shell has it for SIGINT.
const INTERRUPTED: i32 = 130;

impl State {
    pub(super) fn tell_status(&mut self) {
        let timeline = self.run.timeline();
        let status = Status {
            time: seconds(timeline.now()),
            duration: seconds(timeline.end()),
            speed: self.run.speed,
            paused: !self.run.playing,
            resting: self.resting,
            target: self.run.target.map(seconds),
            progress: self.run.progress(),
            past: timeline.has_future(),
        };
        if self.status.as_ref() != Some(&status) {
            self.tell_moments();
            self.status = Some(status.clone());
            self.events.push(PlayerEvent::Time(status));
        }
    }

    fn tell_moments(&mut self) {
        let moments = moments(self.run.scenario(), self.run.timeline());
        if self.moments.as_ref() != Some(&moments) {
            self.moments = Some(moments.clone());
            self.events.push(PlayerEvent::Moments(moments));
        }
    }

    pub(super) fn tell_scene(&mut self, scene: &Scene) {
        let workloads = workloads(scene);
        if self.workloads.as_ref() != Some(&workloads) {
            self.workloads = Some(workloads.clone());
            self.events.push(PlayerEvent::Workloads(workloads));
        }
        let decision = decision(scene);
        if self.decision.as_ref() != Some(&decision) {
            self.decision = Some(decision.clone());
            self.events.push(PlayerEvent::Decision(decision));
        }
    }

    /// Tells what the journal has that was not told yet. What is replayed was.
    pub(super) fn tell_records(&mut self) {
        let timeline = self.run.timeline();
        for record in timeline.records().after(self.told) {
            match &record.entry {
                Entry::Output { process, error, text } => {
                    let job = job_of(*process, record.at, timeline, &mut self.jobs, &mut self.events);
                    let output = Output { job, error: *error, text: text.to_string() };
                    self.events.push(PlayerEvent::Output(output));
                }
                Entry::Exit { process, code } => {
                    let job = job_of(*process, record.at, timeline, &mut self.jobs, &mut self.events);
                    self.jobs.end(*process);
                    self.events.push(PlayerEvent::Exit(Exit { job, code: *code }));
                }
                Entry::Command { label, fault } => {
                    self.events.push(PlayerEvent::Marker(marker(record.at, label, *fault)));
                }
                Entry::Notice(text) => {
                    self.events.push(PlayerEvent::Notice(Notice { text: text.to_string() }))
                }
                Entry::Pod(..)
                | Entry::Marker { .. }
                | Entry::Claim(..)
                | Entry::Volume(..)
                | Entry::Revision(..)
                | Entry::Replicas(..)
                | Entry::NodeReady(..)
                | Entry::Event(_)
                | Entry::Decision(_) => {}
            }
        }
        self.told = self.told.max(timeline.records().len());
    }

    /// The branches, and what can be undone.
    pub(super) fn tell_branches(&mut self) {
        let list = BranchList {
            branches: self.branches(),
            undo: self.run.branches.may_undo(),
            redo: self.run.branches.may_redo(),
        };
        if self.branches.as_ref() != Some(&list) {
            self.branches = Some(list.clone());
            self.events.push(PlayerEvent::Branches(list));
        }
    }

    fn branches(&self) -> Vec<Branch> {
        let branches = &self.run.branches;
        let compared = self.compare.as_ref().map(|compare| compare.id);
        let plain = |branch: &ordinal_core::Branch| Branch {
            id: branch.id.0,
            name: branch.name().to_string(),
            of: branch.left.and_then(|(of, _)| Some(branches.get(of)?.name().to_string())),
            left: branch.left.map(|(_, at)| seconds(at)),
            current: branch.id == branches.current().id,
            compared: Some(branch.id) == compared,
        };
        branches.all().iter().map(plain).collect()
    }

    /// What the terminal follows is of another branch.
    pub(super) fn end_all_jobs(&mut self) {
        for job in self.jobs.cut(|_| false) {
            self.events.push(PlayerEvent::Exit(Exit { job, code: INTERRUPTED }));
        }
    }

    /// Commands that were typed after the instant the run went back to have never been.
    pub(super) fn end_lost_jobs(&mut self) {
        let cluster = self.run.timeline().cluster();
        for job in self.jobs.cut(|process| cluster.is_running(process)) {
            self.events.push(PlayerEvent::Exit(Exit { job, code: INTERRUPTED }));
        }
    }
}

/// The number of a command. One that nobody typed here, since it is a scenario's, gets one now, and is told.
fn job_of(
    process: ProcessId,
    at: Time,
    timeline: &Timeline,
    jobs: &mut Jobs,
    events: &mut Vec<PlayerEvent>,
) -> Job {
    jobs.of(process).unwrap_or_else(|| {
        let job = jobs.adopt(process);
        events.push(PlayerEvent::Typed(typed(timeline, job, process, at)));
        job
    })
}
