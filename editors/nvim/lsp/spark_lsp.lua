--- The configuration of the server, as `vim.lsp.config` reads it; `vim.lsp.enable('spark_lsp')` turns it on.
return {
  cmd = { 'spark-lsp', 'serve' },
  filetypes = {
    'c',
    'cpp',
    'go',
    'java',
    'javascript',
    'javascriptreact',
    'python',
    'rust',
    'typescript',
    'typescriptreact',
  },
  root_markers = { '.spark', { 'pyproject.toml', 'package.json', 'go.mod', 'Cargo.toml', 'pom.xml' }, '.git' },
  capabilities = {
    -- Neovim pulls diagnostics after edits only; with this they also follow a dismissal or a changed rule.
    workspace = {
      diagnostics = { refreshSupport = true },
      -- It applies these, and checks their version, but does not say so.
      workspaceEdit = { documentChanges = true },
    },
    experimental = { spark = { showsAdvisories = true, showsStanding = true } },
  },
  on_exit = function(...)
    require('spark_lsp.life').on_exit(...)
  end,
  handlers = {
    ['workspace/diagnostic/refresh'] = function(...)
      return require('spark_lsp').on_refresh(...)
    end,
    ['spark/advisory'] = function(...)
      require('spark_lsp').on_advisory(...)
    end,
    ['spark/standing'] = function(...)
      require('spark_lsp').on_standing(...)
    end,
  },
  commands = {
    ['spark.showAdvisory'] = function(...)
      return require('spark_lsp').on_show(...)
    end,
    ['spark.refineHere'] = function(...)
      return require('spark_lsp').on_show(...)
    end,
    ['spark.explain'] = function(...)
      return require('spark_lsp').on_show(...)
    end,
  },
}
