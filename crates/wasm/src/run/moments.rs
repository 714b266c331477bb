//! The moments of a run that one steps to: those that are known, and those that it has to be simulated on for.

use super::Run;
use ordinal_core::Time;
use ordinal_core::journal::{Entry, PodChange, Records};
use ordinal_core::object::Kind;
use ordinal_core::time::Millis;

/// How far it is simulated on for something to happen.
const LOOK_AHEAD: Millis = Millis::seconds(600);

/// What a step goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Whatever one sees happen.
    Event,
    /// A controller of a workload decides something.
    Decision,
    /// Somebody gives a command, or a fault is injected.
    Command,
}

/// What a run is simulated on for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    sort: Moment,
    /// How many of them.
    left: u32,
    /// The records that were looked at.
    seen: usize,
    /// The instant at which it is given up.
    until: Time,
}

/// How a search ended, or did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// At the moment.
    There,
    /// Nothing of the sort happens soon.
    Nothing,
    /// Time was up before.
    Cut,
}

impl Run {
    /// Is on its way so many moments of a sort on, or back, from now on: as far as there are any. Where the run has not
    /// been yet, it is simulated on until there is one. Nobody knows when somebody will give a command: the last thing
    /// to go to then is the run's end.
    pub fn head_for_moment(&mut self, by: i32, sort: Moment) {
        let (mut at, mut left) = (self.timeline().now(), by.unsigned_abs());
        while left > 0 {
            let next = if by > 0 { self.known_after(at, sort) } else { self.known_before(at, sort) };
            let Some(next) = next else { break };
            (at, left) = (next, left - 1);
        }
        let end = self.timeline().end();
        if by < 0 || left == 0 {
            self.head_for(at);
        } else if sort == Moment::Command {
            self.head_for(end);
        } else {
            self.head_for(end + LOOK_AHEAD);
            self.search = Some(self.search(sort, left));
        }
    }

    /// A search from the end of what was simulated.
    fn search(&self, sort: Moment, left: u32) -> Search {
        let timeline = self.timeline();
        Search { sort, left, seen: timeline.all_records().len(), until: timeline.end() + LOOK_AHEAD }
    }

    fn known_after(&self, at: Time, sort: Moment) -> Option<Time> {
        let later = self.timeline().all_records().after(self.timeline().records().len());
        moments(later, sort).find(|moment| *moment > at)
    }

    fn known_before(&self, at: Time, sort: Moment) -> Option<Time> {
        let mut back = self.timeline().records().rev();
        back.find(|record| record.at < at && is_of(&record.entry, sort)).map(|record| record.at)
    }

    /// Simulates on, an instant at a time, until what is searched for is there, it is given up, or time is up.
    pub(super) fn search_on(&mut self, mut is_up: impl FnMut() -> bool) -> Found {
        while let Some(mut search) = self.search {
            let next = self.timeline().next_at().filter(|next| *next <= search.until);
            let Some(next) = next else { return Found::Nothing };
            if self.go(next, &mut is_up) == super::Way::Cut {
                return Found::Cut;
            }
            let new = self.timeline().all_records().after(search.seen);
            search.left -= u32::from(moments(new, search.sort).next().is_some());
            search.seen = self.timeline().all_records().len();
            self.search = Some(search);
            if search.left == 0 {
                return Found::There;
            }
            if is_up() {
                return Found::Cut;
            }
        }
        Found::Nothing
    }

    /// The next instant at which something is seen to happen, and until when it was looked. Where the run has not been
    /// yet, it is simulated on until something does, or time is up: the playhead is elsewhere then.
    pub(super) fn look_ahead(&mut self, is_up: impl FnMut() -> bool) -> (Option<Time>, Time) {
        let end = self.timeline().end();
        if let Some(next) = self.known_after(self.timeline().now(), Moment::Event) {
            return (Some(next), next);
        }
        self.show(end);
        self.search = Some(self.search(Moment::Event, 1));
        let found = self.search_on(is_up);
        self.search = None;
        let now = self.timeline().now();
        match found {
            Found::There => (Some(now), now),
            Found::Nothing => (None, end + LOOK_AHEAD),
            Found::Cut => (None, now),
        }
    }
}

fn moments(records: Records<'_>, sort: Moment) -> impl Iterator<Item = Time> {
    records.filter(move |record| is_of(&record.entry, sort)).map(|record| record.at)
}

fn is_of(entry: &Entry, sort: Moment) -> bool {
    match sort {
        Moment::Event => shows(entry),
        Moment::Decision => is_of_workload(entry),
        Moment::Command => matches!(entry, Entry::Command { .. }),
    }
}

/// Whether an entry is a decision about a workload rather than about what serves it.
pub(crate) fn is_of_workload(entry: &Entry) -> bool {
    match entry {
        Entry::Decision(decision) => matches!(decision.about.kind, Kind::StatefulSet | Kind::Deployment),
        _ => false,
    }
}

/// Whether an entry is something that one sees happen.
pub(super) fn shows(entry: &Entry) -> bool {
    match entry {
        Entry::Command { .. } | Entry::Marker { .. } => true,
        Entry::Claim(..) | Entry::Volume(..) | Entry::NodeReady(..) => true,
        Entry::Pod(_, change) => match change {
            PodChange::State(..) | PodChange::Created(_) | PodChange::Gone => true,
            PodChange::Bound(_)
            | PodChange::Phase(_)
            | PodChange::Ready(_)
            | PodChange::Deleting
            | PodChange::Owners(_) => false,
        },
        Entry::Revision(..)
        | Entry::Replicas(..)
        | Entry::Event(_)
        | Entry::Decision(_)
        | Entry::Output { .. }
        | Entry::Exit { .. }
        | Entry::Notice(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Way;
    use ordinal_core::{Command, Scenario};

    const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 50, \
         selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: \
         [{name: nginx, image: nginx}]}}}}";

    fn run() -> Run {
        let mut run = Run::new(Scenario::default());
        let args = ["kubectl", "apply", "-f", "-"].map(String::from);
        run.apply(Command::Run { args: args.into(), stdin: SET.into() });
        run
    }

    /// Goes to a moment in slices as small as can be; where it is then, and after how many slices.
    fn stepped(run: &mut Run, by: i32, sort: Moment) -> (Time, u32) {
        run.head_for_moment(by, sort);
        let mut slices = 0;
        while run.target.is_some() {
            run.approach(|| true);
            slices += 1;
        }
        (run.timeline().now(), slices)
    }

    #[test]
    fn a_step_to_what_was_not_simulated_yet_is_sliced_and_ends_where_it_would_at_once() {
        let (mut whole, mut sliced) = (run(), run());
        whole.head_for_moment(40, Moment::Event);
        whole.approach(|| false);
        let (at, slices) = stepped(&mut sliced, 40, Moment::Event);
        assert!(slices > 20, "{slices}");
        assert_eq!((at, whole.target), (whole.timeline().now(), None));
        assert!(shows(&sliced.timeline().all_records().next_back().expect("something happened").entry));
    }

    #[test]
    fn steps_back_and_on_through_what_is_known_meet_the_same_moments() {
        let mut run = run();
        assert_eq!(run.go(Time(30_000), || false), Way::Arrived);
        let back = stepped(&mut run, -5, Moment::Decision).0;
        assert!(stepped(&mut run, -1, Moment::Decision).0 < back);
        assert_eq!(stepped(&mut run, 1, Moment::Decision).0, back);
    }

    #[test]
    fn a_search_that_is_stopped_stays_where_it_is() {
        let mut run = run();
        run.head_for_moment(500, Moment::Event);
        (0..20).for_each(|_| run.approach(|| true));
        let now = run.timeline().now();
        run.stop();
        assert_eq!((run.target, run.search.is_none()), (None, true));
        run.approach(|| true);
        assert_eq!(run.timeline().now(), now);
    }

    #[test]
    fn nothing_is_found_where_nothing_happens() {
        let mut run = run();
        assert_eq!(run.go(Time(600_000), || false), Way::Arrived);
        let (at, _) = stepped(&mut run, 1, Moment::Event);
        assert!(at >= Time(600_000) && at <= Time(600_000) + LOOK_AHEAD, "{at}");
    }
}
