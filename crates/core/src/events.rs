//! API Events as client-go's recorder makes them: repeated ones are counted, similar ones combined, floods cut off
//! (`tools/record/events_cache.go`).

mod expiry;
mod few;

use crate::journal::EventEntry;
use crate::object::{Body, EventObject, Key, Meta, Name, Object, Uid};
use crate::persist::OrdMap;
use crate::store::{DeleteOptions, Store};
use crate::time::{Millis, Time};
use expiry::{Expiring, Expiry};
use few::Few;
use std::num::NonZeroU32;
use std::sync::Arc;

/// How many Events about one object a component may send at once.
const BURST: u32 = 25;
/// How long it takes until it may send one more.
const REFILL: Millis = Millis::seconds(300);
/// How many Events of one reason, about one object, are sent before they are combined.
const SIMILAR: usize = 10;
/// After how long without one the similar ones are forgotten.
const SIMILAR_INTERVAL: Millis = Millis::seconds(600);

/// An Event to be recorded.
#[derive(Clone, Debug)]
pub struct EventInput {
    /// The component that reports.
    pub source: &'static str,
    /// Whether it is a Warning.
    pub warning: bool,
    /// The reason.
    pub reason: &'static str,
    /// The message.
    pub message: String,
    /// Whether the component uses the newer API (`events.k8s.io`), which neither combines nor cuts off, and counts an
    /// Event again only while the object it is about stays at one version.
    pub newer_api: bool,
}

/// For how long an Event is kept since it was last seen (`--event-ttl`). It goes when the next one is recorded after that.
const TTL: Millis = Millis::seconds(3600);

/// What the recorders of all components remember.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    /// What was reported about each object, by each component.
    reports: OrdMap<Uid, Vec<Reports>>,
    expiry: Expiry,
    /// Components and reasons.
    words: Vec<Word>,
    names: u64,
}

/// A component or a reason: all Events share one text of each.
#[derive(Clone, Debug)]
struct Word {
    word: &'static str,
    text: Name,
    /// What was said last for that reason. Mostly the next Event says the same, and shares it.
    said: Name,
}

/// What a component reported about an object.
#[derive(Clone, Debug)]
struct Reports {
    source: &'static str,
    /// Tokens left for Events, and when they were last counted.
    bucket: (u32, Time),
    reasons: Vec<Reason>,
}

/// What it reported for one reason.
#[derive(Clone, Debug)]
struct Reason {
    name: &'static str,
    /// The different messages, as far as they are others than that of the one Event sent; and when the last came.
    similar: (Vec<Name>, Time),
    sent: Few<Sent>,
}

/// An Event object that was sent.
#[derive(Clone, Debug)]
struct Sent {
    /// The one that its name is made of.
    number: u64,
    mark: Mark,
    /// As it was first written.
    entry: Arc<EventEntry>,
}

impl Sent {
    /// Whether an Event of this mark is this one again.
    fn is(&self, mark: Mark, field: Option<&Name>, message: &Name) -> bool {
        let says_so = self.entry.message == *message && self.entry.field.as_ref() == field;
        self.mark == mark && (says_so || mark != Mark::Message)
    }

    fn key(&self) -> Key {
        key(&self.entry.about, self.number)
    }
}

/// What tells Events of one reason about one object apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// The container, if it is about one, and the message.
    Message,
    /// The version of the object.
    Version(u64),
    /// Nothing: they are combined.
    Combined,
}

impl Recorder {
    /// Records an Event about an object. It may be counted with an earlier one, combined with similar ones, or dropped.
    ///
    /// Returns what is to be written of it, if it is new.
    pub fn record(
        &mut self,
        now: Time,
        store: &mut Store,
        about: &Object,
        field: Option<&Name>,
        input: &EventInput,
    ) -> Option<Arc<EventEntry>> {
        self.expire(now, store);
        let (source, reason_word) =
            (word(&mut self.words, input.source), word(&mut self.words, input.reason));
        let text = said(&mut self.words[reason_word], &input.message);
        let Recorder { reports, expiry, words, names } = self;
        let mut written = None;
        reports.change(&about.meta.uid, |reports| {
            let (bucket, reason) = remembered(reports, now, input);
            let Some((mark, text)) = reason.admit(now, bucket, about, input.newer_api, text) else { return };
            let known = reason.sent.iter().position(|sent| sent.is(mark, field, &text));
            if known.is_some_and(|at| count_again(store, &reason.sent[at].key(), now, mark, &text)) {
                return;
            }
            let entry = Arc::new(EventEntry {
                about: about.key(),
                field: field.cloned(),
                warning: input.warning,
                newer_api: input.newer_api,
                version: version(about),
                source: words[source].text.clone(),
                host: host(about, input.source),
                reason: words[reason_word].text.clone(),
                message: text,
            });
            *names += 1;
            if !create(store, now, about.meta.uid, &entry, *names) {
                return;
            }
            reason.note(known, Sent { number: *names, mark, entry: Arc::clone(&entry) });
            expiry.note(Expiring { at: now + TTL, number: *names, about: about.meta.uid });
            written = known.is_none().then_some(entry);
        });
        written
    }

    /// What the last Event of a component about an object says.
    pub fn last_said(&self, about: Uid, source: &str) -> Option<&Name> {
        let reports = self.reports.get(&about)?.iter().find(|reports| reports.source == source)?;
        reports.reasons.last()?.sent.last().map(|sent| &sent.entry.message)
    }

    /// Drops what was last seen too long ago.
    fn expire(&mut self, now: Time, store: &mut Store) {
        while let Some(Expiring { number, about, .. }) = self.expiry.take_due(now) {
            let Some(key) = self.sent(about, number) else { continue };
            let last =
                store.get(&key).and_then(|object| object.event()).map_or(Time::ZERO, |event| event.last);
            if last + TTL > now {
                self.expiry.put_off(Expiring { at: last + TTL, number, about });
                continue;
            }
            self.forget(about, number);
            // If somebody deleted it before, it is gone already.
            let _ = store.delete(now, &key, DeleteOptions::default());
        }
    }

    fn sent(&self, about: Uid, number: u64) -> Option<Key> {
        let mut all = self.reports.get(&about)?.iter().flat_map(|reports| &reports.reasons);
        all.find_map(|reason| reason.sent.iter().find(|sent| sent.number == number)).map(Sent::key)
    }

    /// Forgets an Event object, and what its reason was combined by.
    fn forget(&mut self, about: Uid, number: u64) {
        let all = self.reports.get_mut(&about).into_iter().flatten();
        let of_it = |reason: &&mut Reason| reason.sent.iter().any(|sent| sent.number == number);
        for reason in all.flat_map(|reports| &mut reports.reasons).filter(of_it) {
            reason.sent.retain(|sent| sent.number != number);
            reason.similar = (Vec::new(), Time::ZERO);
        }
    }
}

/// The object's version, as its reporter saw it. There are not so many writes that it would not fit.
fn version(about: &Object) -> Option<NonZeroU32> {
    u32::try_from(about.meta.resource_version).ok().and_then(NonZeroU32::new)
}

/// Where the component runs: a kubelet on the pod's node.
fn host(about: &Object, source: &str) -> Option<Name> {
    let node = about.pod().filter(|_| source == "kubelet")?.node.as_ref();
    node.cloned()
}

/// What is remembered of a component and a reason.
fn remembered<'a>(
    all: &'a mut Vec<Reports>,
    now: Time,
    input: &EventInput,
) -> (&'a mut (u32, Time), &'a mut Reason) {
    let at = position(
        all,
        |reports| reports.source == input.source,
        || Reports { source: input.source, bucket: (BURST, now), reasons: Vec::new() },
    );
    let Reports { bucket, reasons, .. } = &mut all[at];
    let at = position(
        reasons,
        |reason| reason.name == input.reason,
        || Reason { name: input.reason, similar: (Vec::new(), Time::ZERO), sent: Few::default() },
    );
    (bucket, &mut reasons[at])
}

/// Which of the words one is. There are few, and they are known by where they stand in the program.
fn word(words: &mut Vec<Word>, word: &'static str) -> usize {
    let new = || Word { word, text: word.into(), said: Name::default() };
    position(words, |known| std::ptr::eq(known.word, word), new)
}

/// What is said for a reason: one text for all Events in a row that say it.
fn said(reason: &mut Word, message: &str) -> Name {
    if *reason.said != *message {
        reason.said = message.into();
    }
    reason.said.clone()
}

/// Where in a short list something is, which is added if it is not there.
fn position<T>(all: &mut Vec<T>, is_it: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> usize {
    all.iter().position(is_it).unwrap_or_else(|| {
        push(all, new());
        all.len() - 1
    })
}

/// Adds to a short list: most have one entry, and thousands of them are kept.
fn push<T>(all: &mut Vec<T>, new: T) {
    all.reserve_exact(1);
    all.push(new);
}

impl Reason {
    /// Whether an Event is sent at all; if so, with which text, and what tells it from others.
    fn admit(
        &mut self,
        now: Time,
        bucket: &mut (u32, Time),
        about: &Object,
        newer_api: bool,
        text: Name,
    ) -> Option<(Mark, Name)> {
        if newer_api {
            return Some((Mark::Version(about.meta.resource_version), text));
        }
        let combined = self.is_combined(now, &text, tokens(now, *bucket) > 0);
        if !take_token(now, bucket) {
            return None;
        }
        Some(match combined {
            true => (Mark::Combined, format!("(combined from similar events): {text}").into()),
            false => (Mark::Message, text),
        })
    }

    /// Remembers an Event object that was just created, instead of one that it takes the place of.
    fn note(&mut self, known: Option<usize>, new: Sent) {
        match known {
            Some(at) => self.sent[at].number = new.number,
            None => self.sent.push(new),
        }
    }

    /// Whether this is one message too many (`EventAggregator.EventAggregate`); it may be sent or have to be dropped.
    fn is_combined(&mut self, now: Time, message: &Name, sent: bool) -> bool {
        let (messages, last) = &mut self.similar;
        let forgotten = now - *last > SIMILAR_INTERVAL;
        *last = now;
        if forgotten {
            messages.clear();
        }
        if let (true, [] | [_]) = (messages.is_empty(), &*self.sent) {
            let first = self.sent.first().map(|sent| &sent.entry.message);
            if first.map_or(sent, |first| first == message) {
                return false;
            }
            messages.extend(first.filter(|_| !forgotten).cloned());
        }
        position(messages, |known| known == message, || message.clone());
        let combined = messages.len() >= SIMILAR;
        if combined {
            messages.remove(0);
        }
        combined
    }
}

/// A token bucket (`EventSourceObjectSpamFilter.Filter`).
fn take_token(now: Time, bucket: &mut (u32, Time)) -> bool {
    let (tokens, since) = (tokens(now, *bucket), bucket.1);
    *bucket = (tokens.saturating_sub(1), since + Millis(u64::from(earned(now, since)) * REFILL.0));
    tokens > 0
}

/// How many there are now.
fn tokens(now: Time, (before, since): (u32, Time)) -> u32 {
    (before + earned(now, since)).min(BURST)
}

fn earned(now: Time, since: Time) -> u32 {
    u32::try_from((now - since).0 / REFILL.0).unwrap_or(BURST)
}

/// Counts an Event again. Of those that are combined it says the latest; one of the newer API keeps what it said first
/// (`createPatchBytesForSeries`).
fn count_again(store: &mut Store, key: &Key, now: Time, mark: Mark, text: &Name) -> bool {
    let counted = store.update(key, false, |object| {
        if let Some(event) = object.event_mut() {
            event.count += 1;
            event.last = now;
            if mark == Mark::Combined && event.entry.message != *text {
                Arc::make_mut(&mut event.entry).message = text.clone();
            }
        }
    });
    counted.is_ok()
}

/// Creates an Event object. Returns whether it could be.
fn create(store: &mut Store, now: Time, about_uid: Uid, entry: &Arc<EventEntry>, number: u64) -> bool {
    let meta = Meta::of(key(&entry.about, number));
    let entry = Arc::clone(entry);
    let body = Body::Event(EventObject { entry, about_uid, count: 1, first: now, last: now });
    store.create(now, Object { meta, body }).is_ok()
}

/// The key of an Event object about another.
fn key(about: &Key, number: u64) -> Key {
    let own = &about.namespace;
    let namespace: Name = if own.is_empty() { "default".into() } else { own.clone() };
    Key::event(about, namespace, name(&about.name, number))
}

/// An Event's name: that of the object it is about, and a number in hexadecimal digits.
fn name(about: &str, number: u64) -> Name {
    let number = crate::object::hex(crate::object::scramble(number));
    [about, ".", std::str::from_utf8(&number).unwrap_or_default()].concat().into()
}
