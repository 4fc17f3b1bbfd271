// Package waiting keeps waiting rooms: queues of members for what there is too little of. What is
// always true:
//
//   - A member has one place in a room, however many sessions they have.
//   - Places are numbered in the order in which members joined, over all servers, and admitted in
//     that order. No more are admitted than there are pieces left for.
//   - An admission is a sealed text (HMAC) of campaign, member, place and end, which is two minutes
//     after it was given. It is good for one order. Who lets it pass stands at the end again.
//
// It owns waiting_rooms and waiting_places. Which goods members queue for is in the SKUs' sales;
// package campaign/sale opens rooms and lets members in, packages exchange and checkout ask
// for admissions.
package waiting
