//! The cluster's DNS: the names of Services and of the pods behind headless ones, as the DNS specification of Kubernetes
//! has them (<https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/>).

use crate::object::{Endpoint, EndpointSlice, Key, Kind, Name, Object, Service};
use crate::world::World;
use std::sync::Arc;

/// The address of the name server, as resolvers are told it.
pub(crate) const SERVER: &str = "10.96.0.10";
/// The domain of all Services.
const DOMAIN: &str = ".svc.cluster.local";

/// What a name stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The whole name that was found.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<Name>,
    /// Its services: port and target.
    pub services: Vec<(u16, String)>,
}

/// Looks a name up as a pod of a namespace does: as it is, and below the search domains.
pub(crate) fn resolve(world: &World, namespace: &str, name: &str) -> Option<Answer> {
    let name = name.to_ascii_lowercase();
    if let Some(whole) = name.strip_suffix('.') {
        return lookup(world, whole);
    }
    let searched = [format!(".{namespace}{DOMAIN}"), DOMAIN.into(), ".cluster.local".into(), String::new()];
    searched.iter().find_map(|domain| lookup(world, &format!("{name}{domain}")))
}

/// Looks a whole name up.
pub(crate) fn lookup(world: &World, name: &str) -> Option<Answer> {
    let labels: Vec<&str> = name.strip_suffix(DOMAIN)?.split('.').collect();
    let answer = match labels.as_slice() {
        [service, namespace] => of_service(world, namespace, service, None),
        [port, protocol, service, namespace] if port.starts_with('_') && protocol.starts_with('_') => {
            of_service(world, namespace, service, Some((&port[1..], &protocol[1..])))
        }
        [host, service, namespace] => of_host(world, namespace, service, host),
        _ => None,
    }?;
    Some(Answer { name: name.into(), ..answer })
}

/// The Service of a name.
pub(crate) fn service<'w>(
    world: &'w World,
    namespace: &str,
    name: &str,
) -> Option<(&'w Arc<Object>, &'w Service)> {
    let object = world.store.get(&Key::new(Kind::Service, namespace, name))?;
    Some((object, object.service()?))
}

/// The slices of a Service, by name.
pub(crate) fn slices<'w>(world: &'w World, service: &Object) -> impl Iterator<Item = &'w EndpointSlice> {
    let keys = world.store.owned_of_kind(service.meta.uid, Kind::EndpointSlice);
    keys.filter_map(|key| world.store.get(key)?.endpoint_slice())
}

/// The endpoints of a Service that DNS answers with: those that are ready, or all where it publishes all.
pub(crate) fn endpoints<'w>(world: &'w World, service: &Object) -> impl Iterator<Item = &'w Endpoint> {
    slices(world, service)
        .flat_map(|slice| slice.endpoints.iter())
        .map(|endpoint| &**endpoint)
        .filter(|endpoint| endpoint.ready)
}

fn of_service(world: &World, namespace: &str, name: &str, port: Option<(&str, &str)>) -> Option<Answer> {
    let (object, service) = service(world, namespace, name)?;
    if !service.is_headless() {
        let ports = service.ports.iter().filter(|known| is_port(&known.name, &known.protocol, port));
        let services = ports.map(|known| (known.port, format!("{name}.{namespace}{DOMAIN}."))).collect();
        return Some(Answer { addresses: vec![service.cluster_ip.clone()], services, ..Answer::default() });
    }
    let mut answer = Answer::default();
    for slice in slices(world, object) {
        let ready = slice.endpoints.iter().filter(|endpoint| endpoint.ready);
        for endpoint in ready {
            answer.addresses.push(endpoint.address.clone());
            let target = format!("{}.{name}.{namespace}{DOMAIN}.", host_name(endpoint));
            let ports = slice.ports.iter().filter(|(name, protocol, _)| is_port(name, protocol, port));
            answer.services.extend(ports.map(|(.., number)| (*number, target.clone())));
        }
    }
    // A headless Service without a ready pod has no records at all.
    (!answer.addresses.is_empty()).then_some(answer)
}

fn is_port(name: &str, protocol: &str, wanted: Option<(&str, &str)>) -> bool {
    wanted.is_none_or(|(port, over)| name == port && protocol.eq_ignore_ascii_case(over))
}

/// The name of an endpoint below its Service: its host name, else its address with dashes.
fn host_name(endpoint: &Endpoint) -> String {
    if endpoint.hostname.is_empty() {
        endpoint.address.replace('.', "-")
    } else {
        endpoint.hostname.to_string()
    }
}

fn of_host(world: &World, namespace: &str, service: &str, host: &str) -> Option<Answer> {
    let (object, body) = self::service(world, namespace, service)?;
    if !body.is_headless() {
        return None;
    }
    let endpoint = endpoints(world, object).find(|endpoint| host_name(endpoint) == host)?;
    Some(Answer { addresses: vec![endpoint.address.clone()], ..Answer::default() })
}
