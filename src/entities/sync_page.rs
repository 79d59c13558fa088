//! Pages of a running sync, kept until they are applied.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{JobId, UserId};

/// A row of `sync_pages`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_pages")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The job that fetched it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: JobId,
    /// The claim that fetched it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub epoch: i64,
    /// Its number, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub page: i32,
    /// Plaid's answer, JSON.
    pub body: String,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
