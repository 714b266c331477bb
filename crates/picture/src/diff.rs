//! What changed between two drawings, as a list of instructions for a patcher that walks the tree.

use crate::node::{Attr, Content, Node, Value};
use std::sync::Arc;

/// One instruction. The patcher stands at a node, at first the root; indices count the children the node has at that
/// moment (what is still shown leaving is none of them).
#[derive(Clone, Debug, PartialEq)]
pub enum Patch<'a> {
    /// Go to this child.
    Enter(usize),
    /// Go back to the parent.
    Leave,
    /// Set an attribute.
    Set(Attr, &'a Value),
    /// Remove an attribute.
    Unset(Attr),
    /// Have this text and no children.
    Text(&'a Value),
    /// Have no text any more, but children: those that the next instructions insert.
    Clear,
    /// Put a new child at this index; what was there and after it moves one on.
    Insert(usize, &'a Arc<Node>),
    /// Take the child at this index out; what was after it moves one back.
    Remove(usize),
    /// Take the child at the first index out and put it at the second.
    Move(usize, usize),
}

/// The instructions that turn `old` into `new`. Shared subtrees cost nothing. Both must be of the same tag, as two
/// drawings' roots are.
pub fn diff<'a>(old: &Node, new: &'a Node) -> Vec<Patch<'a>> {
    let mut patches = Patches { list: Vec::new(), entered: Vec::new() };
    patches.node(old, new);
    patches.list
}

/// The list so far, and the children entered but not yet written down: a child without changes is never entered.
struct Patches<'a> {
    list: Vec<Patch<'a>>,
    entered: Vec<(usize, bool)>,
}

impl<'a> Patches<'a> {
    fn node(&mut self, old: &Node, new: &'a Node) {
        self.attrs(&old.attrs, &new.attrs);
        match (&old.content, &new.content) {
            (Content::Text(before), Content::Text(after)) if before == after => {}
            (_, Content::Text(after)) => self.write(Patch::Text(after)),
            (Content::Text(_), Content::Children(after)) => {
                self.write(Patch::Clear);
                self.children(&[], after);
            }
            (Content::Children(before), Content::Children(after)) => self.children(before, after),
        }
    }

    /// Adds an instruction, after those that lead to where it applies.
    fn write(&mut self, patch: Patch<'a>) {
        for (index, written) in &mut self.entered {
            if !*written {
                self.list.push(Patch::Enter(*index));
                *written = true;
            }
        }
        self.list.push(patch);
    }

    fn attrs(&mut self, old: &[(Attr, Value)], new: &'a [(Attr, Value)]) {
        if old == new {
            return;
        }
        for (attr, _) in old {
            if find(new, *attr).is_none() {
                self.write(Patch::Unset(*attr));
            }
        }
        for (attr, value) in new {
            if find(old, *attr) != Some(value) {
                self.write(Patch::Set(*attr, value));
            }
        }
    }

    fn children(&mut self, old: &[Arc<Node>], new: &'a [Arc<Node>]) {
        if old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new)) {
            old.iter().zip(new).enumerate().for_each(|(index, (old, new))| self.child(index, old, new));
            return;
        }
        let mut left = self.removals(old, new);
        for (index, child) in new.iter().enumerate() {
            self.place(&mut left, index, child);
        }
    }

    /// Removes what is not in `new`, last first; what is left.
    fn removals<'o>(&mut self, old: &'o [Arc<Node>], new: &[Arc<Node>]) -> Vec<Option<&'o Arc<Node>>> {
        let mut left = Vec::with_capacity(old.len());
        // Where the next one is expected: mostly both are in the same order.
        let mut hint = new.len();
        for (index, node) in old.iter().enumerate().rev() {
            let found = new[..hint].iter().rposition(|other| same(node, other));
            match found.or_else(|| new[hint..].iter().position(|other| same(node, other)).map(|at| at + hint))
            {
                Some(at) => {
                    hint = at;
                    left.push(Some(node));
                }
                None => self.write(Patch::Remove(index)),
            }
        }
        left.reverse();
        left
    }

    /// Gets `child` to `index`, in a list that is right before it. What is new there is `None`.
    fn place(&mut self, list: &mut Vec<Option<&Arc<Node>>>, index: usize, child: &'a Arc<Node>) {
        let is_it = |node: &Option<&Arc<Node>>| node.is_some_and(|node| same(node, child));
        let Some(distance) = list[index..].iter().position(is_it) else {
            self.write(Patch::Insert(index, child));
            return list.insert(index, None);
        };
        let found = list.remove(index + distance);
        if distance > 0 {
            self.write(Patch::Move(index + distance, index));
        }
        list.insert(index, found);
        if let Some(old) = found {
            self.child(index, old, child);
        }
    }

    fn child(&mut self, index: usize, old: &Arc<Node>, new: &'a Arc<Node>) {
        if Arc::ptr_eq(old, new) {
            return;
        }
        self.entered.push((index, false));
        self.node(old, new);
        if let Some((_, true)) = self.entered.pop() {
            self.list.push(Patch::Leave);
        }
    }
}

fn find(attrs: &[(Attr, Value)], attr: Attr) -> Option<&Value> {
    attrs.iter().find(|(name, _)| *name == attr).map(|(_, value)| value)
}

/// Whether two are one node at two times.
fn same(one: &Node, other: &Node) -> bool {
    one.tag == other.tag && one.key == other.key
}
