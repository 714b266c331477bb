//! What is to happen, ordered by time and then by the order in which it was planned. All operations are O(log n).

use crate::persist::{Data, OrdMap};
use crate::time::Time;

/// The place of something planned among all that was ever planned: it breaks ties at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seq(u64);

/// When something is planned, and its place among what is planned for the same instant. It cancels the plan.
pub type Ticket = (Time, Seq);

/// A queue of planned events.
#[derive(Clone, Debug)]
pub struct Queue<E: Data + Clone> {
    planned: OrdMap<Ticket, E>,
    next: Seq,
}

impl<E: Data + Clone> Default for Queue<E> {
    fn default() -> Self {
        Queue { planned: OrdMap::new(), next: Seq::default() }
    }
}

impl<E: Data + Clone> Queue<E> {
    /// Plans an event for an instant, after all that is already planned for it.
    pub fn plan(&mut self, at: Time, event: E) -> Ticket {
        let ticket = (at, self.next);
        self.next.0 += 1;
        self.planned.insert(ticket, event);
        ticket
    }

    /// Takes back what was planned; nothing happens if it is past.
    pub fn cancel(&mut self, ticket: Ticket) {
        self.planned.remove(&ticket);
    }

    /// When the next event is due.
    pub fn next_at(&self) -> Option<Time> {
        self.planned.first().map(|((at, _), _)| *at)
    }

    /// Takes the next event if it is due by an instant.
    pub fn take_due(&mut self, by: Time) -> Option<(Time, E)> {
        let (ticket, _) = self.planned.first()?;
        let ticket = Some(*ticket).filter(|(at, _)| *at <= by)?;
        Some((ticket.0, self.planned.take(&ticket)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
