using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Domain;
using Northwind.Domain.Orders;
using Northwind.Queries;

namespace Northwind.Http;

/// <summary>The routes: each turns a request into one command or one query.</summary>
internal static class Endpoints
{
    public static void MapNorthwind(this WebApplication app)
    {
        app.UseProblems();

        app.MapPost("/orders", PlaceAsync);
        app.MapPost("/orders/{id}/lines", AddLineAsync);
        app.MapPost("/orders/{id}/shipment", ShipAsync);
        app.MapPost("/orders/{id}/cancellation", CancelAsync);

        app.MapGet("/orders/{id}", GetOrderAsync);
        app.MapGet("/customers/{id}/orders", ListOrdersAsync);
        app.MapGet("/sales/summary", GetSummaryAsync);
        app.MapGet("/sales/countries", ListCountriesAsync);
        app.MapGet("/sales/products", ListProductsAsync);
    }

    private static async Task PlaceAsync(HttpContext http)
    {
        var body = await http.Request.ReadBodyAsync<PlaceOrderBody>();
        await SendAsync(http, body.ToCommand(), StatusCodes.Status201Created);
    }

    private static async Task AddLineAsync(HttpContext http, string id)
    {
        var orderId = RequestParts.OrderId(id);
        var body = await http.Request.ReadBodyAsync<LineBody>();
        await SendAsync(http, new AddLine(orderId, body.ToLine()));
    }

    private static async Task ShipAsync(HttpContext http, string id)
    {
        var orderId = RequestParts.OrderId(id);
        await http.Request.ReadNoBodyAsync();
        await SendAsync(http, new ShipOrder(orderId));
    }

    private static async Task CancelAsync(HttpContext http, string id)
    {
        var orderId = RequestParts.OrderId(id);
        await http.Request.ReadNoBodyAsync();
        await SendAsync(http, new CancelOrder(orderId));
    }

    private static async Task GetOrderAsync(HttpContext http, string id)
    {
        var order = await AskAsync(http, new GetOrder(RequestParts.OrderId(id)));
        await WriteAsync(http, OrderBody.Of(order ?? throw Unknown("There is no such order.")));
    }

    private static async Task ListOrdersAsync(HttpContext http, string id)
    {
        var limit = RequestParts.Number(http.Request, "limit", usual: 50, max: 200);
        var page = await AskAsync(http, new ListOrders(id, limit, RequestParts.Text(http.Request, "after")));
        await WriteAsync(http, OrderPageBody.Of(page ?? throw Unknown("There is no such customer.")));
    }

    private static async Task GetSummaryAsync(HttpContext http) =>
        await WriteAsync(http, SummaryBody.Of(await AskAsync(http, new GetSalesSummary())));

    private static async Task ListCountriesAsync(HttpContext http) =>
        await WriteAsync(http, (await AskAsync(http, new ListCountrySales())).Select(CountryBody.Of));

    private static async Task ListProductsAsync(HttpContext http)
    {
        var top = RequestParts.Number(http.Request, "top", usual: 10, max: 1000);
        await WriteAsync(http, (await AskAsync(http, new ListProductSales(top))).Select(ProductBody.Of));
    }

    private static ValueTask<TResult> AskAsync<TResult>(HttpContext http, IQuery<TResult> query) =>
        http
            .RequestServices.GetRequiredService<IQueryDispatcher>()
            .QueryAsync(query, RequestParts.Contract(http.Request), http.RequestAborted);

    /// <summary>Sends a command that answers with the order, and answers the request with it.</summary>
    private static async Task SendAsync(HttpContext http, ICommand<Order> command, int status = StatusCodes.Status200OK)
    {
        RequestParts.Contract(http.Request); // a command reads the newest state, but a malformed token is an error
        var dispatcher = http.RequestServices.GetRequiredService<ICommandDispatcher>();
        var receipt = await dispatcher.SendWithReceiptAsync(
            command,
            RequestParts.Options(http.Request),
            http.RequestAborted
        );
        http.Response.StatusCode = status;
        http.Response.Headers[RequestParts.TokenHeader] = receipt.Token.ToString();
        if (status == StatusCodes.Status201Created)
            http.Response.Headers.Location = $"/orders/{receipt.Result.OrderId}";
        await WriteAsync(http, OrderBody.Of(receipt.Result));
    }

    private static async Task WriteAsync<T>(HttpContext http, T body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json.Answers);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static RuleException Unknown(string message) => new(RuleKind.Unknown, message);
}
