package graph

import (
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/order"
)

// shipmentOf reads a parcel.
func shipmentOf(input model.ShipOrderInput) (order.Shipment, error) {
	shipment := order.Shipment{Version: input.Version, Carrier: input.Carrier, TrackingNumber: text(input.TrackingNumber)}
	var ok bool
	if shipment.Order, ok = input.OrderID.Order(); !ok {
		return shipment, order.NotFound()
	}
	if input.Lines != nil && len(input.Lines) == 0 {
		return shipment, mall.Errorf(mall.CodeInvalidInput, "a parcel has at least one line; leave lines out for all that is left", "包裹至少包含一行商品；发出全部剩余商品请省略 lines").At("lines")
	}
	for i, l := range input.Lines {
		line, ok := l.OrderLineID.OrderLine()
		if !ok {
			return shipment, noSuch("the order has no such line", "订单中没有该商品行", "orderLineId").At("lines", strconv.Itoa(i))
		}
		shipment.Lines = append(shipment.Lines, order.Pieces{Line: line, Quantity: l.Quantity})
	}
	return shipment, nil
}

// pieceLines shows pieces of an order's lines.
func pieceLines(of mall.OrderID, lines []mall.ParcelLine) []*model.PieceLine {
	shown := make([]*model.PieceLine, len(lines))
	for i, l := range lines {
		shown[i] = &model.PieceLine{OrderLineID: mall.AnyID(order.LineID(of, l.Line).String()), Quantity: l.Quantity}
	}
	return shown
}
