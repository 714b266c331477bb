//! A tree of runs: acting in the past begins a branch, and what came after is kept as another one to compare with.

#[cfg(test)]
mod tests;

use crate::command::Command;
use crate::process::ProcessId;
use crate::scenario::{Cut, Player, Scenario};
use crate::time::Time;
use crate::timeline::Timeline;
use crate::world::label;
use std::sync::Arc;

/// The number of a branch, never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BranchId(pub u32);

/// One line of events, from the start.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Its number.
    pub id: BranchId,
    /// The branch it left, and when; none for the first.
    pub left: Option<(BranchId, Time)>,
    /// What somebody called it.
    given: Option<Arc<str>>,
    /// How many inputs it had when it left: those of its parent.
    shared: usize,
    player: Player,
}

/// The branches of a run, one of which is looked at. The first is never deleted.
#[derive(Clone, Debug)]
pub struct Branches {
    all: Vec<Branch>,
    current: usize,
    last: u32,
    undone: Vec<Undone>,
}

/// What was taken back, to be given again.
#[derive(Clone, Debug)]
enum Undone {
    /// A branch's last command.
    Command(BranchId, Cut),
    /// A branch with its only command, and its place.
    Branch(Box<Branch>, usize),
}

/// How long a branch's name may be, in characters.
const LONGEST_NAME: usize = 80;
/// What the first branch is called.
const MAIN: &str = "main";

impl Branch {
    /// Its name: the given one, or the command that began it.
    pub fn name(&self) -> Arc<str> {
        match (&self.given, self.left) {
            (Some(name), _) => name.clone(),
            (None, None) => MAIN.into(),
            (None, Some((_, at))) => match self.first_words() {
                Some(words) => format!("after {words}").into(),
                None => format!("from {at}").into(),
            },
        }
    }

    /// The run, as it is played.
    pub fn player(&self) -> &Player {
        &self.player
    }

    /// The run.
    pub fn timeline(&self) -> &Timeline {
        self.player.timeline()
    }

    /// The words of the first command of its own.
    fn first_words(&self) -> Option<String> {
        let own = self.timeline().inputs().iter().skip(self.shared);
        own.filter_map(|input| label(&input.command)).map(|(words, _)| words).next()
    }

    /// Where the inputs of the last command begin: files saved for it at its instant are part of it.
    fn last_command(&self) -> Option<(usize, String)> {
        let inputs = self.timeline().inputs();
        let words = |index: usize| label(&inputs[index].command).map(|(words, _)| words);
        let (last, said) = (0..inputs.len()).rev().find_map(|index| Some((index, words(index)?)))?;
        let belongs = |index: &usize| inputs[*index].at == inputs[last].at && words(*index).is_none();
        let before = (0..last).rev().take_while(belongs).count();
        Some((last - before, said))
    }
}

impl Branches {
    /// The branches of a scenario that waits to be played; at first there is one, unless the scenario says otherwise.
    pub fn new(scenario: Scenario) -> Branches {
        let scenario = Arc::new(scenario);
        let player = |steps| Player::new(Scenario { steps, lines: Vec::new(), ..(*scenario).clone() });
        let line = |(index, line): (usize, &crate::scenario::Line)| Branch {
            id: BranchId(index as u32),
            left: line.left.map(|(parent, at)| (BranchId(parent as u32), at)),
            given: Some(line.name.clone()),
            shared: line.left.map_or(0, |(parent, _)| scenario.files.len() + scenario.shared(index, parent)),
            player: player(scenario.steps_of(index).to_vec()),
        };
        let mut all: Vec<Branch> = scenario.lines.iter().enumerate().map(line).collect();
        if all.is_empty() {
            let player = player(scenario.steps.clone());
            all.push(Branch { id: BranchId(0), left: None, given: None, shared: 0, player });
        }
        let current = scenario.lines.iter().position(|line| line.steps.is_none()).unwrap_or(0);
        Branches { last: all.len() as u32 - 1, all, current, undone: Vec::new() }
    }

    /// The scenario that repeats all of them: its steps are those of the branch that is looked at.
    pub fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::of_player(self.current().player());
        if self.all.len() > 1 {
            let lines = self.all.iter().enumerate().map(|(index, branch)| {
                let steps =
                    (index != self.current).then(|| Scenario::of_player(&branch.player).unfiled(&scenario));
                let left = branch.left.and_then(|(parent, at)| Some((self.place(parent)?, at)));
                crate::scenario::Line { name: branch.name(), left, steps }
            });
            scenario.lines = lines.collect();
        }
        scenario
    }

    /// All of them, oldest first.
    pub fn all(&self) -> &[Branch] {
        &self.all
    }

    /// The one that is looked at.
    pub fn current(&self) -> &Branch {
        &self.all[self.current]
    }

    /// The one that is looked at, to let time pass in. Not to act in: [`Branches::apply`] does that.
    pub fn player_mut(&mut self) -> &mut Player {
        &mut self.all[self.current].player
    }

    /// A branch.
    pub fn get(&self, id: BranchId) -> Option<&Branch> {
        self.place(id).map(|index| &self.all[index])
    }

    /// A branch, to let time pass in beside the one that is looked at.
    pub fn beside(&mut self, id: BranchId) -> Option<&mut Player> {
        let index = self.place(id)?;
        Some(&mut self.all[index].player)
    }

    fn place(&self, id: BranchId) -> Option<usize> {
        self.all.iter().position(|branch| branch.id == id)
    }

    /// Does a command at the playhead. In the past that begins a branch, which is looked at from now on. Steps of the
    /// scenario that have not begun are left out of it: somebody has other plans.
    pub fn apply(&mut self, command: Command) -> Option<ProcessId> {
        self.undone.clear();
        if self.current().timeline().has_future() {
            self.fork();
        }
        let player = self.player_mut();
        player.abandon();
        player.timeline_mut().apply(command)
    }

    fn fork(&mut self) {
        let parent = self.current();
        let timeline = parent.timeline();
        let left = Some((parent.id, timeline.now()));
        let player = parent.player.fork();
        self.last += 1;
        let shared = player.timeline().inputs().len();
        self.all.push(Branch { id: BranchId(self.last), left, given: None, shared, player });
        self.current = self.all.len() - 1;
    }

    /// Looks at another branch, at the same instant or where it ends before.
    pub fn switch(&mut self, id: BranchId) {
        let now = self.current().timeline().now();
        if self.look_at(id) {
            let timeline = self.player_mut().timeline_mut();
            timeline.seek(now.min(timeline.end()));
        }
    }

    /// Looks at another branch where that was looked at last. Whether there is such a branch.
    pub fn look_at(&mut self, id: BranchId) -> bool {
        let place = self.place(id);
        self.current = place.unwrap_or(self.current);
        place.is_some()
    }

    /// Calls a branch something; an empty name brings back the one it had by itself.
    pub fn rename(&mut self, id: BranchId, name: &str) {
        let name: String = name.trim().chars().take(LONGEST_NAME).collect();
        if let Some(index) = self.place(id) {
            self.all[index].given = (!name.is_empty()).then(|| name.into());
        }
    }

    /// Deletes a branch other than the first; those that left it leave its parent from now on.
    pub fn delete(&mut self, id: BranchId) {
        self.undone.retain(|undone| !matches!(undone, Undone::Command(of, _) if *of == id));
        if let Some(index) = self.place(id).filter(|index| *index > 0) {
            self.remove(index);
        }
    }

    fn remove(&mut self, index: usize) -> Branch {
        if index == self.current {
            let parent = self.all[index].left.and_then(|(parent, _)| self.place(parent));
            self.switch(self.all[parent.unwrap_or(0)].id);
        }
        let gone = self.all.remove(index);
        self.current -= usize::from(index < self.current);
        for child in &mut self.all {
            if let (Some((parent, at)), Some((next, left))) = (child.left, gone.left)
                && parent == gone.id
            {
                child.left = Some((next, at.min(left)));
                child.shared = child.shared.min(gone.shared);
            }
        }
        gone
    }

    /// Takes back the last command of the branch that is looked at, as of the instant when it was given. A branch
    /// whose first command that was is gone, and its parent is looked at. The command's words.
    pub fn undo(&mut self) -> Option<String> {
        let branch = self.current();
        let (keep, words) = branch.last_command()?;
        match branch.left {
            Some((_, at)) if keep <= branch.shared => {
                let index = self.current;
                let branch = self.remove(index);
                self.player_mut().timeline_mut().seek(at);
                self.undone.push(Undone::Branch(Box::new(branch), index));
            }
            Some(_) | None => {
                let id = branch.id;
                let cut = self.player_mut().take_back(keep);
                self.undone.push(Undone::Command(id, cut));
            }
        }
        Some(words)
    }

    /// Does again what was taken back last, at its instant. The command's words.
    pub fn redo(&mut self) -> Option<String> {
        match self.undone.pop()? {
            Undone::Command(id, cut) => {
                self.current = self.place(id)?;
                self.player_mut().give_again(cut);
            }
            Undone::Branch(branch, index) => {
                self.current = index.min(self.all.len());
                self.all.insert(self.current, *branch);
            }
        }
        self.current().last_command().map(|(_, words)| words)
    }

    /// The words of the command that would be taken back, and of the one that would be done again.
    pub fn may_undo(&self) -> Option<String> {
        self.current().last_command().map(|(_, words)| words)
    }

    /// Whether something was taken back that can be done again.
    pub fn may_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}
