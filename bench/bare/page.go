package main

// The pages, field by field as the bench's GraphQL queries ask for them.

type connection struct {
	Nodes    []*product `json:"nodes"`
	PageInfo pageInfo   `json:"pageInfo"`
}

type pageInfo struct {
	HasNextPage bool    `json:"hasNextPage"`
	EndCursor   *string `json:"endCursor"`
}

type product struct {
	ID       string    `json:"id"`
	Slug     string    `json:"slug"`
	Name     string    `json:"name"`
	Kind     string    `json:"kind"`
	Category *category `json:"category"`
	Images   []image   `json:"images"`
	Skus     []*sku    `json:"skus"`

	categoryID *string
	pointsFrom int64
}

// productPage is a product with what only its own page shows.
type productPage struct {
	*product
	Description string     `json:"description"`
	Skus        []*fullSku `json:"skus"`
}

type category struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

type image struct {
	URL string `json:"url"`
	Alt string `json:"alt"`
}

type sku struct {
	ID        string  `json:"id"`
	Code      string  `json:"code"`
	Name      string  `json:"name"`
	Available int64   `json:"available"`
	Prices    []price `json:"prices"`

	productID      string
	minimumBalance int64
	perMember      *int64
	requiresTier   *string
}

// fullSku is a SKU with what only the product's page shows.
type fullSku struct {
	*sku
	MinimumBalance int64  `json:"minimumBalance"`
	PerMemberLimit *int64 `json:"perMemberLimit"`
	RequiresTier   *tier  `json:"requiresTier"`
}

type tier struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type price struct {
	ID     string `json:"id"`
	Points int64  `json:"points"`
	Cash   *money `json:"cash"`
}

type money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}
