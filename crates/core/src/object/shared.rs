//! Lists and maps of texts that many objects have in common: to copy one is to copy a pointer, and an empty one takes no
//! room. To change one is to make it anew; they are short.

use super::Name;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A list.
#[derive(Clone, Eq)]
pub struct List<T>(Option<Arc<[T]>>);

/// Most lists that are compared are one and the same: then what is in them is not looked at.
impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List(None)
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        List(Some(items.into_iter().collect()).filter(|items: &Arc<[T]>| !items.is_empty()))
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T: Clone> List<T> {
    /// Adds something at the end.
    pub fn push(&mut self, item: T) {
        *self = self.iter().cloned().chain([item]).collect();
    }

    /// Keeps only some.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        if !self.iter().all(&keep) {
            *self = self.iter().filter(|item| keep(item)).cloned().collect();
        }
    }
}

/// Labels or annotations, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextMap(List<(Name, Name)>);

/// A map of texts from pairs; of two with the same name, the later one counts.
pub fn text_map<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> TextMap {
    let mut map = TextMap::default();
    for (name, text) in pairs {
        map.insert(name.into(), text.into());
    }
    map
}

impl TextMap {
    /// The text of a name.
    pub fn get(&self, name: &str) -> Option<&Name> {
        self.0.iter().find(|(known, _)| **known == *name).map(|(_, text)| text)
    }

    /// Gives a name a text, instead of any that it had.
    pub fn insert(&mut self, name: Name, text: Name) {
        let before = self.0.iter().filter(|(known, _)| **known < *name).count();
        let after = before + usize::from(self.get(&name).is_some());
        let (first, last) = (&self.0[..before], &self.0[after..]);
        self.0 = first.iter().cloned().chain([(name, text)]).chain(last.iter().cloned()).collect();
    }

    /// Gives several names a text each: the map is made anew once.
    pub fn insert_all<const COUNT: usize>(&mut self, new: [(Name, Name); COUNT]) {
        let mut all = Vec::with_capacity(self.0.len() + COUNT);
        all.extend_from_slice(&self.0);
        for (name, text) in new {
            match all.binary_search_by(|(known, _)| known.cmp(&name)) {
                Ok(at) => all[at].1 = text,
                Err(at) => all.insert(at, (name, text)),
            }
        }
        self.0 = all.into();
    }

    /// Takes out a name with its text, if it is there.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| **known != *name);
    }

    /// All, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Name)> {
        self.0.iter().map(|(name, text)| (name, text))
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &Name> {
        self.0.iter().map(|(name, _)| name)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_by_name_and_has_each_name_once() {
        let map = text_map([("b", "2"), ("a", "1"), ("c", "3"), ("b", "4")]);
        let all: Vec<(&str, &str)> = map.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_eq!(all, [("a", "1"), ("b", "4"), ("c", "3")]);
        assert_eq!(map.get("b").map(|text| &**text), Some("4"));
        assert_eq!(map.get("d"), None);
    }

    #[test]
    fn several_texts_come_into_a_map_at_once() {
        let mut map = text_map([("b", "2"), ("d", "4")]);
        map.insert_all([("e", "5"), ("b", "3"), ("a", "1")].map(|(name, text)| (name.into(), text.into())));
        assert_eq!(map, text_map([("a", "1"), ("b", "3"), ("d", "4"), ("e", "5")]));
    }

    #[test]
    fn a_list_from_which_all_went_is_as_one_that_never_had_any() {
        let mut list = List::default();
        list.push(1);
        list.push(2);
        assert_eq!(*list, [1, 2]);
        list.retain(|_| false);
        assert_eq!(list, List::default());
    }
}
