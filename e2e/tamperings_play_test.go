package e2e

// playTamperings alter codes on goods and games.
var playTamperings = []tampering{
	{
		name: "who redeemed a code", names: "scan_codes",
		pick:  "select id from scan_codes where redeemed_by is not null",
		alter: "update scan_codes set redeemed_by = (select id from members where external_ref = 'demo-alice') where id = '%s'",
		undo:  "update scan_codes set redeemed_by = (select id from members where external_ref = 'demo-bob') where id = '%s'",
	},
	{
		name: "a code is open again", names: "activities",
		pick:  "select id from scan_codes where redeemed_by is not null",
		alter: "create table saved as select * from scan_codes where id = '%s'; update scan_codes set redeemed_by = null, redeemed_at = null, activity_id = null where id = '%s'",
		undo:  "delete from scan_codes where id = '%s'; insert into scan_codes select * from saved; drop table saved",
		row:   "select activity_id from saved",
	},
	{
		name: "a code is gone", names: "scan_batches",
		pick:  "select id from scan_codes where redeemed_by is null",
		alter: "create table saved as select * from scan_codes where id = '%s'; delete from scan_codes where id = '%s'",
		undo:  "insert into scan_codes select * from saved; drop table saved",
		row:   "select batch_id from saved",
	},
	{
		name: "a batch is gone", names: "scan_codes",
		pick:  "select id from scan_batches",
		alter: "create table saved as select * from scan_batches where id = '%s'; delete from scan_batches where id = '%s'",
		undo:  "insert into scan_batches select * from saved; drop table saved",
		row:   "select min(cast(id as text)) from scan_codes",
	},
	{
		name: "a game is gone", names: "activities",
		pick:  "select id from games",
		alter: "create table saved as select * from games where id = '%s'; delete from games where id = '%s'",
		undo:  "insert into games select * from saved; drop table saved",
		row:   `select id from activities where "trigger" = 'GAME_SCORE'`,
	},
	{
		name: "a game's key is gone", names: "games",
		pick:  "select game_id from game_keys",
		alter: "create table saved as select * from game_keys where game_id = '%s'; delete from game_keys where game_id = '%s'",
		undo:  "insert into game_keys select * from saved; drop table saved",
	},
}
