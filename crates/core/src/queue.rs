//! What is to happen, ordered by time and then by the order in which it was planned. All operations are O(log n).

use crate::persist::{Data, OrdMap, Place};
use crate::time::Time;

/// The place of something planned among all that was ever planned: it breaks ties at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seq(u64);

/// When something is planned, and its place among what is planned for the same instant. It cancels the plan.
pub type Ticket = (Time, Seq);

/// What may be planned.
pub trait Plan: Data + Clone {
    /// Work that is done once, however often it is planned until then.
    type Work: Data + Clone + Place;

    /// Such work, if it is that.
    fn work(&self) -> Option<&Self::Work>;
}

/// How many events stand in the list of the next ones at most. Copies of a queue do not share it, and it is looked through for
/// work that is planned already: it is short.
const MOST_NEAR: usize = 16;
/// How many of them move at once when it is full or empty, so that they do not go to and fro.
const MOVED: usize = MOST_NEAR / 2;

/// A queue of planned events.
#[derive(Clone, Debug)]
pub struct Queue<E: Plan> {
    /// The next ones, the very next last. There is none only if there is nothing planned at all. Most events are planned for
    /// soon and are over before there are many: these are never in a tree.
    near: Vec<(Ticket, E)>,
    /// Those after them.
    far: OrdMap<Ticket, E>,
    /// The work among those.
    far_work: OrdMap<E::Work, Ticket>,
    next: Seq,
}

impl<E: Plan> Default for Queue<E> {
    fn default() -> Self {
        Queue { near: Vec::new(), far: OrdMap::new(), far_work: OrdMap::new(), next: Seq::default() }
    }
}

impl<E: Plan> Queue<E> {
    /// Plans an event for an instant, after all that is already planned for it.
    pub fn plan(&mut self, at: Time, event: E) -> Ticket {
        let ticket = (at, self.next);
        self.next.0 += 1;
        if self.far.first().is_some_and(|(first, _)| *first < ticket) {
            self.put_far(ticket, event);
            return ticket;
        }
        let place = self.near.partition_point(|(known, _)| *known > ticket);
        self.near.insert(place, (ticket, event));
        if self.near.len() > MOST_NEAR {
            for _ in 0..MOVED {
                let (ticket, event) = self.near.remove(0);
                self.put_far(ticket, event);
            }
        }
        ticket
    }

    /// Plans work. If it is planned already, it is done once, at the earlier time. Returns whether this call planned it.
    pub fn plan_once(&mut self, at: Time, event: E) -> bool {
        if let Some(planned) = event.work().and_then(|work| self.planned(work)) {
            if planned.0 <= at {
                return false;
            }
            self.cancel(planned);
        }
        self.plan(at, event);
        true
    }

    /// The ticket of work, if it is planned.
    fn planned(&self, work: &E::Work) -> Option<Ticket> {
        let near = self.near.iter().find(|(_, event)| event.work() == Some(work));
        near.map(|(ticket, _)| *ticket).or_else(|| self.far_work.get(work).copied())
    }

    /// Takes back what was planned; nothing happens if it is past.
    pub fn cancel(&mut self, ticket: Ticket) {
        match self.near.binary_search_by(|(known, _)| ticket.cmp(known)) {
            Ok(place) => drop(self.near.remove(place)),
            Err(_) => drop(self.take_far(ticket)),
        }
        self.bring_near();
    }

    /// When the next event is due.
    pub fn next_at(&self) -> Option<Time> {
        self.near.last().map(|((at, _), _)| *at)
    }

    /// Takes the next event if it is due by an instant.
    pub fn take_due(&mut self, by: Time) -> Option<(Time, E)> {
        self.next_at().filter(|at| *at <= by)?;
        let ((at, _), event) = self.near.pop()?;
        self.bring_near();
        Some((at, event))
    }

    /// When none of the next ones is left, those after them are the next ones.
    fn bring_near(&mut self) {
        if !self.near.is_empty() || self.far.is_empty() {
            return;
        }
        for _ in 0..MOVED {
            let Some(ticket) = self.far.first().map(|(ticket, _)| *ticket) else { return };
            if let Some(event) = self.take_far(ticket) {
                self.near.insert(0, (ticket, event));
            }
        }
    }

    fn put_far(&mut self, ticket: Ticket, event: E) {
        if let Some(work) = event.work() {
            self.far_work.insert(work.clone(), ticket);
        }
        self.far.insert(ticket, event);
    }

    fn take_far(&mut self, ticket: Ticket) -> Option<E> {
        let event = self.far.take(&ticket)?;
        if let Some(work) = event.work() {
            self.far_work.remove(work);
        }
        Some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Plan for char {
        type Work = u32;

        fn work(&self) -> Option<&u32> {
            None
        }
    }

    #[test]
    fn events_come_by_time_and_then_as_planned() {
        let mut queue = Queue::default();
        queue.plan(Time(2), 'c');
        queue.plan(Time(1), 'a');
        let cancelled = queue.plan(Time(1), 'x');
        queue.plan(Time(1), 'b');
        queue.cancel(cancelled);
        let mut order = Vec::new();
        while let Some((_, event)) = queue.take_due(Time::MAX) {
            order.push(event);
        }
        assert_eq!(order, ['a', 'b', 'c']);
    }

    /// Work of a number.
    #[derive(Clone, Debug, PartialEq)]
    struct Job(u32);

    impl Plan for Job {
        type Work = u32;

        fn work(&self) -> Option<&u32> {
            Some(&self.0)
        }
    }

    /// What is done with a queue.
    #[derive(Clone, Debug)]
    enum Step {
        /// Work is planned for so many milliseconds from now.
        Plan(u32, u64),
        /// The one of a rank among those planned is cancelled.
        Cancel(usize),
        /// The next one is taken.
        Take,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            6 => (0..80_u32, 0..40_u64).prop_map(|(work, after)| Step::Plan(work, after)),
            1 => (0..80_usize).prop_map(Step::Cancel),
            3 => Just(Step::Take),
        ]
    }

    /// A queue as one would write it without a thought of cost.
    #[derive(Default)]
    struct Plain {
        planned: Vec<(Ticket, u32)>,
        next: u64,
    }

    impl Plain {
        fn plan_once(&mut self, at: Time, work: u32) -> bool {
            let earlier = |((when, _), known): &(Ticket, u32)| *known == work && *when <= at;
            if self.planned.iter().any(earlier) {
                return false;
            }
            self.planned.retain(|(_, known)| *known != work);
            self.planned.push(((at, Seq(self.next)), work));
            self.planned.sort();
            self.next += 1;
            true
        }
    }

    proptest! {
        #[test]
        fn work_that_is_planned_twice_is_done_once_at_the_earlier_time(steps in prop::collection::vec(step(), 1..400)) {
            let (mut queue, mut plain, mut now) = (Queue::default(), Plain::default(), Time::ZERO);
            for step in steps {
                match step {
                    Step::Plan(work, after) => {
                        let at = Time(now.0 + after);
                        prop_assert_eq!(queue.plan_once(at, Job(work)), plain.plan_once(at, work));
                    }
                    Step::Cancel(rank) => {
                        if rank < plain.planned.len() {
                            queue.cancel(plain.planned.remove(rank).0);
                        }
                    }
                    Step::Take => {
                        let next = (!plain.planned.is_empty()).then(|| plain.planned.remove(0));
                        let next = next.map(|((at, _), work)| (at, Job(work)));
                        now = next.as_ref().map_or(now, |(at, _)| *at);
                        prop_assert_eq!(queue.take_due(Time::MAX), next);
                    }
                }
                prop_assert_eq!(queue.next_at(), plain.planned.first().map(|((at, _), _)| *at));
            }
        }
    }
}
