using Northwind.Cli;

return await NorthwindCommand.RunAsync(args);
