//! Webhooks that Plaid has delivered.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ItemId, UserId};

/// A row of `webhooks`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner of the item; null where it is nobody's.
    pub user_id: Option<UserId>,
    /// The item.
    pub item_id: Option<ItemId>,
    /// The hash of the token that it came with.
    pub token_hash: Vec<u8>,
    /// The item, as Plaid names it.
    pub plaid_item_id: Option<String>,
    /// Plaid's `webhook_type`.
    #[sea_orm(column_name = "type")]
    pub kind: String,
    /// Plaid's `webhook_code`.
    pub code: String,
    /// What was done about it.
    pub outcome: WebhookOutcome,
    /// When it came.
    pub received_at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}

/// What was done about a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum WebhookOutcome {
    /// A sync was asked for, which looks what has changed.
    #[sea_orm(string_value = "sync_asked")]
    SyncAsked,
    /// It says nothing that isn't learnt otherwise.
    #[sea_orm(string_value = "noted")]
    Noted,
    /// The item is nobody's, or is linked no more.
    #[sea_orm(string_value = "unknown_item")]
    UnknownItem,
    /// Plaid has added it since.
    #[sea_orm(string_value = "unknown_code")]
    UnknownCode,
}
