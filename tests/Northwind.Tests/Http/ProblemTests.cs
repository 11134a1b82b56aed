using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Queries;
using CqrsKit.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Northwind.Domain.Orders;
using Northwind.Http;
using Northwind.Tests.Acceptance;
using Northwind.Views;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Xunit;

namespace Northwind.Tests.Http;

/// <summary>Problems that the real program can't be brought to at will.</summary>
[SuppressMessage("Reliability", "CA2012", Justification = "A substitute is told what to return.")]
public sealed class ProblemTests : IAsyncLifetime, IDisposable
{
    private readonly ICommandDispatcher _commands = Substitute.For<ICommandDispatcher>();
    private readonly IQueryDispatcher _queries = Substitute.For<IQueryDispatcher>();
    private readonly HttpClient _client = new();
    private WebApplication? _app;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_commands).AddSingleton(_queries);
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapNorthwind();
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync() => await _app!.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_token_that_is_not_reached_in_time_is_503_with_Retry_After()
    {
        Fails(
            new ContractException("sales-summary", ContractMiss.Behind, "behind")
            {
                RetryAfter = TimeSpan.FromSeconds(2.5),
            }
        );
        using var response = await _client.GetAsync(new Uri("/sales/summary", UriKind.Relative));
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("3", response.Headers.RetryAfter!.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task An_error_of_ours_is_500_and_tells_nothing()
    {
        Fails(new InvalidOperationException("SELECT secret FROM table"));
        using var response = await _client.GetAsync(new Uri("/sales/summary", UriKind.Relative));
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal(
            """{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"Something went wrong here."}""",
            await response.Content.ReadAsStringAsync()
        );
    }

    [Fact]
    public async Task A_conflict_that_outlasts_its_retries_is_409()
    {
        _commands
            .SendWithReceiptAsync(Arg.Any<ICommand<Order>>(), Arg.Any<SendOptions>(), Arg.Any<CancellationToken>())
            .Throws(new ConcurrencyException(new StreamId("", "order", "10248"), 1, 2, attempts: 10));
        using var content = Talk.Json("{}");
        using var response = await _client.PostAsync(new Uri("/orders/10248/shipment", UriKind.Relative), content);
        Assert.Equal(409, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task The_key_of_a_request_is_bound_to_its_method_and_path()
    {
        var order = new Order(7, "ALFKI", default, OrderStatus.Cancelled, null, "Germany", []);
        _commands
            .SendWithReceiptAsync(Arg.Any<ICommand<Order>>(), Arg.Any<SendOptions>(), Arg.Any<CancellationToken>())
            .Returns(new CommandReceipt<Order>(order, ConsistencyToken.None, [], IsRepeat: false));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders/7/cancellation/");
        request.Headers.Add("Idempotency-Key", "k");
        using var response = await _client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        var expected = new IdempotencyKey("k") { Scope = "http", Discriminator = "POST /orders/7/cancellation" };
        await _commands
            .Received()
            .SendWithReceiptAsync(
                new CancelOrder(7),
                Arg.Is<SendOptions>(options => options.IdempotencyKey == expected),
                Arg.Any<CancellationToken>()
            );
    }

    private void Fails(Exception error) =>
        _queries
            .QueryAsync(Arg.Any<IQuery<SalesSummary>>(), Arg.Any<Contract>(), Arg.Any<CancellationToken>())
            .Throws(error);
}
