using System;
using System.Globalization;
using System.Text.Json;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Northwind.Domain;

namespace Northwind.Http;

/// <summary>The one place where errors become <c>application/problem+json</c> (RFC 9457).</summary>
internal static partial class Problems
{
    /// <summary>Answers every error with a problem: exceptions, unknown routes, wrong methods.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.Use(
            async (http, next) =>
            {
                try
                {
                    await next(http);
                }
                catch (Exception error) when (!http.Response.HasStarted)
                {
                    await AnswerAsync(http, app.Logger, error);
                }
            }
        );
        app.UseStatusCodePages(page => WriteAsync(page.HttpContext, DetailOf(page)));
    }

    private static async Task AnswerAsync(HttpContext http, ILogger logger, Exception error)
    {
        if (error is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            return; // nobody is there to be told

        var (status, detail) = Of(error);
        if (status == StatusCodes.Status500InternalServerError)
            Failed(logger, error, http.Request.Method, http.Request.Path);
        http.Response.Clear();
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = RetryAfter(error);
        await WriteAsync(http, detail);
    }

    private static (int Status, string Detail) Of(Exception error) =>
        error switch
        {
            HttpException e => (e.Status, e.Message),
            BadHttpRequestException e => (e.StatusCode, "The request could not be read."),
            RuleException { Kind: RuleKind.Unknown } e => (404, e.Message),
            RuleException { Kind: RuleKind.State } e => (409, e.Message),
            RuleException e => (422, e.Message),
            CursorException => (400, "'after' is no cursor of this list. Send 'next' of the page before."),
            ConcurrencyException => (409, "Others changed the same thing at the same time. Try again."),
            IdempotencyException => (422, "This Idempotency-Key was used with another method, path or body."),
            TokenException { Problem: TokenProblem.OtherLog } => (412, "The token is of another database."),
            TokenException { Problem: TokenProblem.Expired } => (412, "The token is of a past that was lost."),
            TokenException => (412, "The token lies beyond the end of the log."),
            ContractException { Miss: ContractMiss.Hole } => (503, "What was asked for is incomplete at the moment."),
            ContractException => (503, "What the token names has not been reached yet. Ask again."),
            CommitUnknownException => (503, "Whether it took effect is not known. Repeat it with its Idempotency-Key."),
            _ => (500, "Something went wrong here."),
        };

    private static string RetryAfter(Exception error)
    {
        var time = (error as ContractException)?.RetryAfter ?? TimeSpan.FromSeconds(1);
        return Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private static string DetailOf(StatusCodeContext page) =>
        page.HttpContext.Response.StatusCode switch
        {
            404 => "There is nothing at this address.",
            405 => $"This address does not take {page.HttpContext.Request.Method}.",
            _ => "The request could not be answered.",
        };

    private static async Task WriteAsync(HttpContext http, string detail)
    {
        var status = http.Response.StatusCode;
        var problem = new
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(problem, Json.Answers);
        http.Response.ContentType = "application/problem+json";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, Exception error, string method, PathString path);
}
