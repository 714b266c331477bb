//! The records of a run, page by page: a run that grows moves nothing that it has written, and its forks share pages.

use super::Record;
use std::ops::Range;
use std::sync::Arc;

/// How many records a page has.
const PAGE: usize = 256;

type Page = Arc<Vec<Record>>;

/// The records of a run. Every page but the last is full.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages(Vec<Page>);

impl Pages {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PAGE + last.len())
    }

    /// Writes one more.
    pub fn push(&mut self, record: Record) {
        match self.0.last_mut() {
            Some(last) if last.len() < PAGE => Arc::make_mut(last).push(record),
            _ => self.turn(record),
        }
    }

    /// Begins a page. It has room for all that it will hold, and so stays where it is.
    fn turn(&mut self, record: Record) {
        let mut page = Vec::with_capacity(PAGE);
        page.push(record);
        self.0.push(Arc::new(page));
    }

    /// Forgets all but the first so many.
    pub fn truncate(&mut self, keep: usize) {
        self.0.truncate(keep.div_ceil(PAGE));
        let rest = keep % PAGE;
        if let Some(last) = self.0.get_mut(keep / PAGE).filter(|last| last.len() > rest) {
            Arc::make_mut(last).truncate(rest);
        }
    }

    /// The first so many. There must be as many.
    pub fn first(&self, count: usize) -> Records<'_> {
        Records { pages: &self.0, range: 0..count }
    }
}

/// Records of a run, in order. It is an iterator, and as cheap to clone as one.
#[derive(Clone)]
pub struct Records<'a> {
    pages: &'a [Page],
    range: Range<usize>,
}

impl<'a> Records<'a> {
    /// Those after the first so many.
    #[must_use]
    pub fn after(mut self, count: usize) -> Records<'a> {
        self.range.start = self.range.end.min(self.range.start + count);
        self
    }

    fn at(&self, number: usize) -> &'a Record {
        &self.pages[number / PAGE][number % PAGE]
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = &'a Record;

    fn next(&mut self) -> Option<&'a Record> {
        self.range.next().map(|number| self.at(number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl DoubleEndedIterator for Records<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.range.next_back().map(|number| self.at(number))
    }
}

impl ExactSizeIterator for Records<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Entry;
    use crate::time::Time;

    fn pages(count: u64) -> Pages {
        let mut pages = Pages::default();
        (0..count).for_each(|at| pages.push(Record { at: Time(at), entry: Entry::Notice("".into()) }));
        pages
    }

    fn times(records: Records) -> Vec<u64> {
        records.map(|record| record.at.0).collect()
    }

    #[test]
    fn records_are_read_as_they_were_written_from_either_end() {
        let pages = pages(600);
        assert_eq!(pages.len(), 600);
        assert_eq!(times(pages.first(600)), (0..600).collect::<Vec<_>>());
        assert_eq!(pages.first(513).next_back().map(|record| record.at), Some(Time(512)));
        assert_eq!(times(pages.first(600).after(598)), [598, 599]);
        assert_eq!(pages.first(600).after(601).len(), 0);
    }

    #[test]
    fn what_is_forgotten_of_a_copy_stays_in_the_other() {
        for keep in [0, 1, 255, 256, 257, 512, 599, 600] {
            let whole = pages(600);
            let mut copy = whole.clone();
            copy.truncate(keep);
            copy.push(Record { at: Time(9_999), entry: Entry::Notice("".into()) });
            assert_eq!(copy.len(), keep + 1);
            assert_eq!(times(copy.first(keep)), times(whole.first(keep)));
            assert_eq!(times(copy.first(keep + 1).after(keep)), [9_999]);
            assert_eq!(times(whole.first(600)), (0..600).collect::<Vec<_>>());
        }
    }
}
