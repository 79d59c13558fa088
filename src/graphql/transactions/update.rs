//! The owner's words on a transaction.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::Transaction;
use crate::features::categories;
use crate::features::transactions::{self, Word, WordsError, WordsInput};
use crate::graphql::access::{actor, platform};
use crate::graphql::needs::{Needs, scope};
use crate::graphql::user_error::{UserError, of_words};
use crate::kernel::ids::TransactionId;

/// Which transaction to change, and how. What is left out stays as it is; null goes back to the
/// bank's word.
#[derive(InputObject)]
pub struct UpdateTransactionInput {
    /// The transaction.
    transaction_id: ID,
    /// What you call it: 1 to 200 characters on one line.
    name: MaybeUndefined<String>,
    /// A note on it, of up to 2,000 characters. An empty one is none.
    note: MaybeUndefined<String>,
    /// What it was for, in your eyes.
    category_id: MaybeUndefined<ID>,
}

impl UpdateTransactionInput {
    fn read(self) -> Result<WordsInput, WordsError> {
        let category = match self.category_id {
            MaybeUndefined::Undefined => Word::Unchanged,
            MaybeUndefined::Null => Word::Banks,
            MaybeUndefined::Value(id) => {
                let code = categories::parse_id(&id).ok_or(WordsError::NoCategory)?;
                Word::Owners(code.to_owned())
            }
        };
        Ok(WordsInput {
            transaction: TransactionId::parse(&self.transaction_id)
                .map_err(|_| WordsError::NotFound)?,
            name: word(self.name),
            note: word(self.note),
            category,
        })
    }
}

fn word(given: MaybeUndefined<String>) -> Word {
    match given {
        MaybeUndefined::Undefined => Word::Unchanged,
        MaybeUndefined::Null => Word::Banks,
        MaybeUndefined::Value(text) => Word::Owners(text),
    }
}

/// A changed transaction.
#[derive(SimpleObject)]
pub struct UpdateTransactionPayload {
    /// The transaction as it is now.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    transaction: Option<Transaction>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Public))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct TransactionMutation;

#[Object]
impl TransactionMutation {
    /// Says in your own words what a transaction is. No sync changes them, and they stay when a pending
    /// transaction is posted under another id. When you link a bank again that you had removed, they
    /// come back; they are kept for 400 days.
    #[graphql(directive = scope::apply(Needs::TransactionsWrite))]
    async fn update_transaction(
        &self,
        ctx: &Context<'_>,
        input: UpdateTransactionInput,
    ) -> async_graphql::Result<UpdateTransactionPayload> {
        let actor = actor(ctx)?;
        let updated = match input.read() {
            Ok(input) => transactions::update(platform(ctx), &actor, input).await,
            Err(told) => Err(told),
        };
        Ok(match updated {
            Ok(row) => UpdateTransactionPayload {
                transaction: Some(Transaction(row)),
                user_errors: Vec::new(),
            },
            Err(told) => UpdateTransactionPayload {
                transaction: None,
                user_errors: vec![of_words(ctx, &told)?],
            },
        })
    }
}
