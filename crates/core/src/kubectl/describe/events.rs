//! The Events about an object, at the end of its description (`DescribeEvents`).

use super::text::Text;
use crate::kubectl::columns::{event_type, last_seen};
use crate::object::{EventObject, Kind, Object};
use crate::world::World;

/// Writes the Events about an object, those seen last at the end.
pub(super) fn about(world: &World, object: &Object, text: &mut Text) {
    let events =
        world.store.list(Kind::Event, None).filter_map(|event| Some((event.meta.uid, event.event()?)));
    let mut events: Vec<_> = events.filter(|(_, event)| event.about_uid == object.meta.uid).collect();
    crate::sort::sort_by_key(&mut events, |(uid, event)| (event.last, *uid));
    if events.is_empty() {
        return text.field(0, "Events", "<none>");
    }
    text.line(0, "Events:");
    text.line(1, "Type\tReason\tAge\tFrom\tMessage");
    text.line(1, "----\t------\t----\t----\t-------");
    events.iter().for_each(|(_, event)| text.line(1, &line(world, event)));
}

fn line(world: &World, event: &EventObject) -> String {
    let entry = &event.entry;
    let (kind, age) = (event_type(event), last_seen(world.now, event));
    let path = entry.field.as_deref().unwrap_or_default();
    let colon = if path.is_empty() { "" } else { ": " };
    format!("{kind}\t{}\t{age}\t{}\t{path}{colon}{}", entry.reason, entry.source, entry.message)
}
