package demo

// theme is the set of colours that varies from product to product.
type theme struct {
	main, dark, light, accent string
}

// paints are the colours that things have by nature, whatever the theme.
type paints struct {
	white, cream, paper, ink, vapour   string
	wood, bark, soil                   string
	steel, iron, gold, amber           string
	leaf, moss, vein, coffee, kraft    string
	glass, water, bubbleRim, red, yolk string
	lip                                string
}

var natural = paints{
	white: "#ffffff", cream: "#fff7e8", paper: "#efe6d6", ink: "#2b3350", vapour: "#d5ccc6",
	wood: "#c98f56", bark: "#9c683a", soil: "#6d4a34",
	steel: "#cfd7e2", iron: "#97a3b6", gold: "#e9b949", amber: "#f2a93b",
	leaf: "#58ab6f", moss: "#3a8557", vein: "#2f7049", coffee: "#6f4630", kraft: "#e0c295",
	glass: "#e3f3f7", water: "#8fd0e6", bubbleRim: "#b5dbe8", red: "#e2574c", yolk: "#f9b233", lip: "#c9415a",
}

var (
	coral = theme{"#ec6a52", "#c94f3b", "#f9b5a3", "#ffd166"}
	teal  = theme{"#1f9490", "#14716f", "#8fd3cb", "#ffb35c"}
	navy  = theme{"#3c5a9e", "#2b4279", "#a3b8e6", "#f7b94b"}
	honey = theme{"#eca42f", "#c98317", "#fbdc94", "#3f6fb5"}
	plum  = theme{"#85559f", "#663d7e", "#ccabdf", "#f6c445"}
	green = theme{"#449a66", "#2f774c", "#a5d8b5", "#f58f6c"}
	rose  = theme{"#dd5a82", "#b83f66", "#f6b2c7", "#4c9a94"}
	sky   = theme{"#3f92d9", "#2b72b3", "#a8d3f5", "#ff9d5c"}
	brick = theme{"#bd5440", "#964030", "#eaab97", "#f0c05a"}
	slate = theme{"#4d5b7c", "#384460", "#b3bed6", "#f08a5d"}
)

// backdrop is what a category's pictures have behind the product.
type backdrop struct {
	wall, stage, dots string
	themes            []theme
}

var backdrops = map[string]backdrop{
	"home":       {"#f2dfca", "#fbf1e4", "#dcb994", []theme{teal, green, navy, coral}},
	"kitchen":    {"#fcdcc6", "#fff0e3", "#efb08a", []theme{teal, honey, navy, brick, green}},
	"cleaning":   {"#c9e8ee", "#e8f7f9", "#8cc8d4", []theme{coral, honey, rose, navy, green, plum}},
	"decor":      {"#dfe4cd", "#f2f4e6", "#b3bf8f", []theme{navy, teal, brick, honey, rose}},
	"digital":    {"#d3daf4", "#ebeffc", "#9daae0", []theme{teal, green, navy, honey, coral, plum}},
	"food":       {"#ffe3a6", "#fff4d6", "#efbd55", []theme{green, brick, teal, coral}},
	"tea-coffee": {"#e6d3bf", "#f6ebdf", "#c49f78", []theme{slate, brick, green}},
	"books":      {"#e2d6f0", "#f3edfa", "#b69bd6", []theme{coral, rose, navy, teal, green}},
	"beauty":     {"#fad3da", "#fdebee", "#ec9cab", []theme{teal, honey, rose, plum}},
	"travel":     {"#c6e0f6", "#e6f2fc", "#84b7e2", []theme{plum, sky, coral, navy, honey, teal}},
	"coupons":    {"#ffd2bd", "#ffebe0", "#f5a07a", []theme{rose, navy, teal, coral, plum}},
	"services":   {"#cde8d7", "#e9f6ee", "#8cc6a3", []theme{coral, plum, green, honey, teal}},
	"donations":  {"#d9e9bf", "#eff6e1", "#a6c678", []theme{coral, brick, sky, rose}},
}
