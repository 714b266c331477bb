//! The commands that were typed: which of the model's processes each is, and which have ended.

use ordinal_core::process::ProcessId;
use std::collections::BTreeMap;

/// The number of a command that was typed; unlike a process' it is never given twice.
pub(crate) type Job = u32;

/// The commands that have not ended.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    last: Job,
    running: BTreeMap<ProcessId, Job>,
}

impl Jobs {
    /// A number for a command.
    pub fn begin(&mut self) -> Job {
        self.last += 1;
        self.last
    }

    /// A number for a command that nobody typed here: one of a scenario.
    pub fn adopt(&mut self, process: ProcessId) -> Job {
        let job = self.begin();
        self.bind(job, process);
        job
    }

    /// The command is this process.
    pub fn bind(&mut self, job: Job, process: ProcessId) {
        self.running.insert(process, job);
    }

    /// The command of a process.
    pub fn of(&self, process: ProcessId) -> Option<Job> {
        self.running.get(&process).copied()
    }

    /// The process of a command that runs.
    pub fn process(&self, job: Job) -> Option<ProcessId> {
        self.running.iter().find(|(_, running)| **running == job).map(|(process, _)| *process)
    }

    /// The process has ended.
    pub fn end(&mut self, process: ProcessId) -> Option<Job> {
        self.running.remove(&process)
    }

    /// Forgets the commands that no longer run because the run went back to before them, and names them.
    pub fn cut(&mut self, is_running: impl Fn(ProcessId) -> bool) -> Vec<Job> {
        let gone: Vec<_> = self.running.keys().copied().filter(|process| !is_running(*process)).collect();
        gone.into_iter().filter_map(|process| self.end(process)).collect()
    }
}
