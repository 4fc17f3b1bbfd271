package task

import (
	"encoding/json"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// Task is one version of a task.
type Task struct {
	ID      mall.TaskID
	Code    string
	Version int
	// Revision counts the edits of a version from 1; an update must name it.
	Revision int
	Status   mall.RuleStatus
	Name     mall.Text
	Definition

	CreatedBy, UpdatedBy string
	CreatedAt, UpdatedAt time.Time
}

// Definition is what a task asks for.
type Definition struct {
	Description mall.Text `json:"description"`
	// From is the first instant whose events count, Until the one after the last; nil:
	// no bound.
	From     *time.Time      `json:"from,omitempty"`
	Until    *time.Time      `json:"until,omitempty"`
	Audience rule.Audience   `json:"audience,omitzero"`
	Period   mall.TaskPeriod `json:"period"`
	// InSequence has a step count only events that happened after the step before it
	// was done.
	InSequence bool   `json:"inSequence,omitempty"`
	Steps      []Step `json:"steps"`
}

// Step counts events.
type Step struct {
	// Code names the step for good: progress goes by it from version to version.
	Code    string       `json:"code"`
	Name    mall.Text    `json:"name,omitzero"`
	Trigger mall.Trigger `json:"trigger"`
	// Event is a custom event's name.
	Event string `json:"event,omitempty"`
	// Condition is a CEL expression as rules have them; empty: every event counts.
	Condition string `json:"condition,omitempty"`
	Times     int    `json:"times"`
	// Partner is the brand whose reports count; nil: everybody's.
	Partner *mall.PartnerID `json:"partner,omitempty"`
}

func fromRow(row *ent.Task) (*Task, error) {
	t := &Task{
		ID: row.ID, Code: row.Code, Version: row.Version, Revision: row.Revision, Status: row.Status, Name: row.Name,
		CreatedBy: row.CreatedBy, UpdatedBy: row.UpdatedBy, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
	return t, json.Unmarshal(row.Definition, &t.Definition)
}

func fromRows(rows []*ent.Task) ([]*Task, error) {
	tasks := make([]*Task, len(rows))
	for i, row := range rows {
		var err error
		if tasks[i], err = fromRow(row); err != nil {
			return nil, err
		}
	}
	return tasks, nil
}

// EventName is a custom event's name, or nil.
func (s *Step) EventName() *string { return orNil(s.Event) }

// ConditionText is the condition, or nil.
func (s *Step) ConditionText() *string { return orNil(s.Condition) }

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// open reports whether an event of a time may count.
func (d *Definition) open(at time.Time) bool {
	return (d.From == nil || !at.Before(*d.From)) && (d.Until == nil || at.Before(*d.Until))
}
