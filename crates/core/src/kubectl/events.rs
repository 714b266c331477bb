//! `kubectl events`.

use super::args::Args;
use super::columns::{event_object, event_type, last_seen};
use super::context::Context;
use super::failure::Failure;
use super::find::Scope;
use super::output::Format;
use super::resource;
use super::table::Rows;
use super::{DONE, Outcome};
use crate::object::{Kind, Object};
use std::sync::Arc;

pub(super) const FLAGS: &str =
    "all-namespaces,A for= types= no-headers output,o= watch,w chunk-size= template=";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let format = Format::parse(args)?;
    let scope = Scope::of(context, args)?;
    let about = args.get("for").map(|word| resource::select(&[word.to_string()])).transpose()?;
    let types: Vec<&str> = args.list("types").collect();
    let mut events = scope.list(context.world, Kind::Event);
    events.retain(|object| {
        let Some(event) = object.event() else { return false };
        let typed = types.is_empty() || types.contains(&event_type(event));
        let named = |wanted: &resource::Wanted| {
            wanted.kind == event.entry.about.kind
                && wanted.name.as_deref().is_none_or(|name| *name == *event.entry.about.name)
        };
        typed && about.as_ref().is_none_or(|selection| selection.wanted.iter().any(named))
    });
    crate::sort::sort_by_key(&mut events, |object| (object.event().map(|event| event.last), object.meta.uid));
    if events.is_empty() {
        let place = scope.namespace.map(|namespace| format!(" in {namespace} namespace")).unwrap_or_default();
        return Err(Failure { message: format!("No events found{place}.\n"), code: 0 });
    }
    let text =
        if format.is_table() { table(context, args, &events) } else { format.print(&events, false)? };
    context.print(text);
    DONE
}

fn table(context: &Context<'_>, args: &Args, events: &[Arc<Object>]) -> String {
    let namespaced = args.on("all-namespaces");
    let row = |object: &Arc<Object>| {
        let event = object.event()?;
        let namespace = namespaced.then(|| object.meta.namespace.to_string());
        let cells = [
            last_seen(context.world.now, event),
            event_type(event).into(),
            event.entry.reason.to_string(),
            event_object(&event.entry.about),
            event.entry.message.to_string(),
        ];
        Some(namespace.into_iter().chain(cells).collect::<Vec<String>>())
    };
    let names = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
    let headers: Vec<String> =
        namespaced.then_some("NAMESPACE").into_iter().chain(names).map(String::from).collect();
    let headers = (!args.on("no-headers")).then_some(headers);
    Rows::default().print(&headers.into_iter().chain(events.iter().filter_map(row)).collect::<Vec<_>>())
}
