//! What the containers' servers answer. The model runs no programs; it knows how two web servers serve files, and that
//! whatever else listens on a port answers something.

use super::machine::{Machine, Shell};
use crate::kubectl::Session;
use crate::object::{Container, Key, Kind, Name, Object};
use crate::world::World;
use std::sync::Arc;

/// The folder from which the server of an image serves, if it is one whose folder is known.
pub(super) fn root(image: &str) -> Option<&'static str> {
    let name = image.rsplit('/').next().unwrap_or(image);
    let name = name.split([':', '@']).next().unwrap_or(name);
    if name.starts_with("nginx") {
        Some("/usr/share/nginx/html")
    } else if name.starts_with("httpd") {
        Some("/usr/local/apache2/htdocs")
    } else {
        None
    }
}

/// What an HTTP server answers: status and body.
pub(super) type Response = (u16, String);

/// Asks the server in a pod for a path; none where nothing listens on the port.
pub(super) fn ask(world: &mut World, pod: &Arc<Object>, port: u16, path: &str) -> Option<Response> {
    let (at, container) = listener(pod, port)?;
    let image = container.image.clone();
    let mut session = Session::default();
    let shell = Shell::new(world, &mut session, Machine::pod(pod, at));
    Some(answer(&shell, &image, path))
}

/// The running container that listens on a port: one that declares it. One that declares none may listen on any.
fn listener(pod: &Arc<Object>, port: u16) -> Option<(usize, &Container)> {
    let body = pod.pod()?;
    let runs = |at: usize| body.status.container(at).is_some_and(|status| status.running_since().is_some());
    let mut containers = body.spec.lasting().filter(|(at, _)| runs(*at));
    containers.find(|(_, c)| {
        c.ports.iter().any(|(_, known, _)| *known == port) || (c.ports.is_empty() && port == 80)
    })
}

fn answer(shell: &Shell<'_>, image: &str, path: &str) -> Response {
    let path = path.split(['?', '#']).next().unwrap_or("/");
    let Some(root) = root(image) else {
        // What this program would say is not known; that it is this pod that says it is.
        return (200, format!("{}\n", shell.host_name()));
    };
    let mut file = format!("{root}{path}");
    if shell.is_directory(&file) {
        file = format!("{}/index.html", file.trim_end_matches('/'));
    }
    let mounted =
        shell.mounts().iter().any(|(mount, _)| root == mount || root.starts_with(&format!("{mount}/")));
    match shell.read(&file) {
        Ok(content) => (200, content),
        Err(_) if path == "/" && !mounted => (200, welcome(root)),
        Err(_) if path == "/" && root.contains("nginx") => (403, page("403 Forbidden")),
        Err(_) if path == "/" => {
            (200, "<html><head><title>Index of /</title></head><body></body></html>\n".into())
        }
        Err(_) => (404, page("404 Not Found")),
    }
}

fn welcome(root: &str) -> String {
    match root.contains("nginx") {
        true => "<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>\n".into(),
        false => "<html><body><h1>It works!</h1></body></html>\n".into(),
    }
}

fn page(title: &str) -> String {
    format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n")
}

/// The pod with an address.
pub(super) fn pod_at(world: &World, address: &str) -> Option<Arc<Object>> {
    let mut pods = world.store.list(Kind::Pod, None);
    pods.find(|pod| {
        let body = pod.pod();
        body.is_some_and(|body| {
            body.status.ip.as_deref() == Some(address) && !body.status.phase.is_terminal()
        })
    })
    .cloned()
}

/// A pod behind a Service's own address, one of the ready ones at random, and its port.
pub(super) fn behind(world: &mut World, address: &str, port: u16) -> Option<(Arc<Object>, u16)> {
    let services = world.store.list(Kind::Service, None);
    let service = services
        .into_iter()
        .find(|object| object.service().is_some_and(|service| &*service.cluster_ip == address));
    let service = service?.clone();
    let known = service.service()?.ports.iter().find(|known| known.port == port)?.name.clone();
    one_of(world, &service, &known)
}

/// A pod behind a port on every node, and its port.
pub(super) fn behind_node_port(world: &mut World, port: u16) -> Option<(Arc<Object>, u16)> {
    let services = world.store.list(Kind::Service, None);
    let found = services.filter_map(|object| {
        let known = object.service()?.ports.iter().find(|known| known.node_port == port)?;
        Some((object.clone(), known.name.clone()))
    });
    let (service, known) = { found }.next()?;
    one_of(world, &service, &known)
}

fn one_of(world: &mut World, service: &Object, port: &Name) -> Option<(Arc<Object>, u16)> {
    let mut all: Vec<(Key, u16)> = Vec::new();
    for slice in crate::dns::slices(world, service) {
        let Some((.., number)) = slice.ports.iter().find(|(name, ..)| name == port) else { continue };
        let ready = slice.endpoints.iter().filter(|endpoint| endpoint.ready);
        all.extend(
            ready.map(|endpoint| (Key::new(Kind::Pod, &service.meta.namespace, &endpoint.pod), *number)),
        );
    }
    let (key, number) = all.get(world.rng.below(all.len()))?.clone();
    Some((world.store.get(&key)?.clone(), number))
}
