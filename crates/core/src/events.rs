//! API Events as client-go's recorder makes them: repeated ones are counted, similar ones combined, floods cut off
//! (`tools/record/events_cache.go`).

use crate::object::{Body, EventObject, Key, Kind, Meta, Name, Object, Uid};
use crate::persist::OrdMap;
use crate::store::{DeleteOptions, Store};
use crate::time::{Millis, Time};

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
pub struct EventInput<'a> {
    /// The component that reports.
    pub source: &'a str,
    /// Whether it is a Warning.
    pub warning: bool,
    /// The reason.
    pub reason: &'a str,
    /// The message.
    pub message: String,
    /// Whether the component uses the newer API (`events.k8s.io`), which neither combines nor cuts off, and counts an
    /// Event again only while the object it is about stays at one version.
    pub newer_api: bool,
}

/// For how long an Event is kept (`--event-ttl`). It goes when the next one is recorded after that.
const TTL: Millis = Millis::seconds(3600);

// The numbers first: they mostly decide the order.
type ObjectKey = (Uid, Name);
type ReasonKey = (ObjectKey, Name);
type SentKey = (ReasonKey, Name);

/// What the recorders of all components remember.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    /// Tokens left, and when they were last counted.
    buckets: OrdMap<ObjectKey, (u32, Time)>,
    /// The different messages of a reason, and when the last came.
    similar: OrdMap<ReasonKey, (Vec<Name>, Time)>,
    /// The Event object of each message.
    sent: OrdMap<SentKey, Key>,
    /// When each Event object is to go, unless it was counted again meanwhile.
    expiring: OrdMap<(Time, u64), SentKey>,
    names: u64,
}

impl Recorder {
    /// Records an Event about an object. It may be counted with an earlier one, combined with similar ones, or dropped.
    ///
    /// Returns the message and whether it was new, if anything was sent.
    pub fn record(
        &mut self,
        now: Time,
        store: &mut Store,
        about: &Object,
        input: EventInput<'_>,
    ) -> Option<(Name, bool)> {
        self.expire(now, store);
        let object: ObjectKey = (about.meta.uid, input.source.into());
        let reason: ReasonKey = (object.clone(), input.reason.into());
        let message: Name = input.message.as_str().into();
        let combined = !input.newer_api && self.is_combined(now, &reason, &message);
        let text: Name =
            if combined { format!("(combined from similar events): {message}").into() } else { message };
        if !input.newer_api && !self.take_token(now, &object) {
            return None;
        }
        let told_apart_by = match (combined, input.newer_api) {
            (true, _) => "".into(),
            (false, true) => about.meta.resource_version.to_string().into(),
            (false, false) => text.clone(),
        };
        let sent = (reason, told_apart_by);
        let known = self.sent.get(&sent).cloned();
        let repeated = known.as_ref().is_some_and(|key| count_again(store, key, now, &text));
        if !repeated {
            self.names += 1;
            let key = create(store, now, about, &input, &text, self.names)?;
            self.expiring.insert((now + TTL, self.names), sent.clone());
            self.sent.insert(sent, key);
        }
        Some((text, known.is_none()))
    }

    /// Drops what was last seen too long ago.
    fn expire(&mut self, now: Time, store: &mut Store) {
        while let Some(((at, n), sent)) = self.next_expiring(now) {
            self.expiring.remove(&(at, n));
            let Some(key) = self.sent.get(&sent).cloned() else { continue };
            let last =
                store.get(&key).and_then(|object| object.event()).map_or(Time::ZERO, |event| event.last);
            if last + TTL > now {
                self.expiring.insert((last + TTL, n), sent);
                continue;
            }
            self.sent.remove(&sent);
            self.similar.remove(&sent.0);
            // If somebody deleted it before, it is gone already.
            let _ = store.delete(now, &key, DeleteOptions::default());
        }
    }

    /// What is to go first, if it is due.
    fn next_expiring(&self, now: Time) -> Option<((Time, u64), SentKey)> {
        let (due, sent) = self.expiring.first()?;
        (due.0 <= now).then(|| (*due, sent.clone()))
    }

    /// Whether this is one too many of its reason (`EventAggregator.EventAggregate`).
    fn is_combined(&mut self, now: Time, reason: &ReasonKey, message: &Name) -> bool {
        let (mut messages, last) = self.similar.get(reason).cloned().unwrap_or_default();
        if now - last > SIMILAR_INTERVAL {
            messages.clear();
        }
        if !messages.contains(message) {
            messages.push(message.clone());
        }
        let combined = messages.len() >= SIMILAR;
        if combined {
            messages.remove(0);
        }
        self.similar.insert(reason.clone(), (messages, now));
        combined
    }

    /// A token bucket (`EventSourceObjectSpamFilter.Filter`).
    fn take_token(&mut self, now: Time, object: &ObjectKey) -> bool {
        let (tokens, since) = self.buckets.get(object).copied().unwrap_or((BURST, now));
        let earned = u32::try_from((now - since).0 / REFILL.0).unwrap_or(BURST);
        let since = since + Millis(u64::from(earned) * REFILL.0);
        let tokens = (tokens + earned).min(BURST);
        self.buckets.insert(object.clone(), (tokens.saturating_sub(1), since));
        tokens > 0
    }
}

fn count_again(store: &mut Store, key: &Key, now: Time, text: &Name) -> bool {
    let counted = store.update(key, false, |object| {
        if let Some(event) = object.event_mut() {
            event.count += 1;
            event.last = now;
            event.message = text.clone();
        }
    });
    counted.is_ok()
}

fn create(
    store: &mut Store,
    now: Time,
    about: &Object,
    input: &EventInput<'_>,
    text: &Name,
    n: u64,
) -> Option<Key> {
    let namespace = if about.meta.namespace.is_empty() { "default" } else { &about.meta.namespace };
    let name = format!("{}.{:016x}", about.meta.name, crate::object::scramble(n));
    let body = Body::Event(EventObject {
        about: about.key(),
        about_uid: about.meta.uid,
        warning: input.warning,
        reason: input.reason.into(),
        message: text.clone(),
        source: input.source.into(),
        count: 1,
        first: now,
        last: now,
    });
    let object = Object { meta: Meta::new(Kind::Event, namespace, &name), body };
    store.create(now, object).ok().map(|event| event.key())
}
